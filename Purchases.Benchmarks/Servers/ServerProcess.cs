using System.Collections.Concurrent;
using System.Diagnostics;

namespace Purchases.Benchmarks.Servers;

/// <summary>A server in a process of its own, killed when it is disposed of.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const double BytesPerMb = 1024 * 1024;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(2);

    // How the names begin of what the environment may set for Local.
    private static readonly string[] Settings = ["AzureFunctionsJobHost", "KAFKA_", "API_SERVER_", "ASPNETCORE_"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private ServerProcess(Process process, Uri url)
    {
        (_process, Url) = (process, url);

        // Read and dropped: a pipe that nobody empties would stop the server.
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data)) _errors.Enqueue(line.Data);
        };
    }

    public Uri Url { get; }

    /// <summary>From the start of the process to the first 200 of GET /health.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>Local with these functions, or all when none is named.</summary>
    /// <exception cref="BenchmarkException">It doesn't start.</exception>
    public static ServerProcess StartLocal(string data, IReadOnlyList<string> functions, CancellationToken cancellationToken)
    {
        var url = FreeUrl.Find();
        var start = Dotnet("Purchases.Local.dll", ["--data", data, "--urls", url.GetLeftPart(UriPartial.Authority)]);

        // The same settings wherever it is measured.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList()) start.Environment.Remove(name);
        start.Environment["FUNCTIONS_KEY"] = "";
        for (var i = 0; i < functions.Count; i++) start.Environment[$"AzureFunctionsJobHost__functions__{i}"] = functions[i];
        return Start(start, url, cancellationToken);
    }

    /// <exception cref="BenchmarkException">It doesn't start.</exception>
    public static ServerProcess StartBare(CancellationToken cancellationToken)
    {
        var url = FreeUrl.Find();
        return Start(
            Dotnet("Purchases.Benchmarks.dll", [BareServer.Command, url.GetLeftPart(UriPartial.Authority)]), url, cancellationToken);
    }

    /// <summary>Buy with confirmed delivery to these brokers.</summary>
    /// <exception cref="BenchmarkException">It doesn't start.</exception>
    public static ServerProcess StartConfirmed(string brokers, CancellationToken cancellationToken)
    {
        var url = FreeUrl.Find();
        return Start(
            Dotnet("Purchases.Benchmarks.dll", [ConfirmedServer.Command, url.GetLeftPart(UriPartial.Authority), brokers]), url,
            cancellationToken);
    }

    /// <summary>Processor time that it has taken since its start, on all cores together.</summary>
    public TimeSpan ProcessorTime => Refreshed().TotalProcessorTime;

    /// <summary>Memory that it has in use now (resident set, working set), in units of 2^20 bytes.</summary>
    public double WorkingSetMb => Refreshed().WorkingSet64 / BytesPerMb;

    /// <summary>The most that it has had since its start; where the system doesn't tell, what it has now.</summary>
    public double PeakWorkingSetMb => Math.Max(Refreshed().PeakWorkingSet64, _process.WorkingSet64) / BytesPerMb;

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ServerProcess Start(ProcessStartInfo start, Uri url, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(new() { StartInfo = start }, url);
        var started = Stopwatch.GetTimestamp();
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            while (!Health.IsOk(url))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (server._process.HasExited)
                    throw new BenchmarkException($"{start.ArgumentList[0]} ended at its start: {string.Join(' ', server._errors)}");
                if (Stopwatch.GetElapsedTime(started) > StartTimeout)
                    throw new BenchmarkException($"{start.ArgumentList[0]} didn't answer within {StartTimeout.TotalSeconds} s.");
                Thread.Sleep(AskInterval);
            }
        }
        catch
        {
            server.Dispose();
            throw;
        }

        server.StartTook = Stopwatch.GetElapsedTime(started);
        return server;
    }

    private static ProcessStartInfo Dotnet(string program, IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            // A killed process leaves the sockets that debuggers would find it by.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Neither host.json nor local.settings.json of wherever the measurement was started.
            WorkingDirectory = AppContext.BaseDirectory,
        };

    private static bool IsSetting(string name) =>
        Array.Exists(Settings, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    private Process Refreshed()
    {
        if (_process.HasExited) throw new BenchmarkException($"The server ended: {string.Join(' ', _errors)}");
        _process.Refresh();
        return _process;
    }
}
