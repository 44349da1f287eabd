using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Purchases.Benchmarks.Servers;

/// <summary>A server in a process of its own, killed when it is disposed of.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    /// <summary>An address of loopback with a port that the system chooses.</summary>
    public const string AnyPort = "http://127.0.0.1:0";

    private const double BytesPerMb = 1024 * 1024;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);

    // The prefixes of variables that would change what is measured.
    private static readonly string[] Settings = ["AzureFunctionsJobHost", "KAFKA_", "API_SERVER_", "ASPNETCORE_"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(ProcessStartInfo start)
    {
        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && Address().Match(text) is { Success: true } match) _listening.TrySetResult(new(match.Value));
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data)) _errors.Enqueue(line.Data);
        };
        _process.Exited += (_, _) => _listening.TrySetException(Ended());
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Url => _listening.Task.Result;

    /// <summary>Memory that the server uses now (resident set), in units of 2^20 bytes.</summary>
    public double WorkingSetMb
    {
        get
        {
            if (_process.HasExited) throw Ended();
            _process.Refresh();
            return _process.WorkingSet64 / BytesPerMb;
        }
    }

    /// <summary>Local with these functions.</summary>
    /// <exception cref="BenchmarkException">It doesn't start.</exception>
    public static ServerProcess StartLocal(string data, IReadOnlyList<string> functions, CancellationToken cancellationToken)
    {
        var start = Dotnet("Purchases.Local.dll", "--data", data, "--urls", AnyPort);
        start.Environment["FUNCTIONS_KEY"] = "";
        for (var i = 0; i < functions.Count; i++) start.Environment[$"AzureFunctionsJobHost__functions__{i}"] = functions[i];
        return Start(start, cancellationToken);
    }

    /// <exception cref="BenchmarkException">It doesn't start.</exception>
    public static ServerProcess StartBare(CancellationToken cancellationToken) =>
        Start(Dotnet("Purchases.Benchmarks.dll", BareServer.Command), cancellationToken);

    /// <summary>Buy with confirmed delivery to these brokers.</summary>
    /// <exception cref="BenchmarkException">It doesn't start.</exception>
    public static ServerProcess StartConfirmed(string brokers, CancellationToken cancellationToken) =>
        Start(Dotnet("Purchases.Benchmarks.dll", ConfirmedServer.Command, brokers), cancellationToken);

    /// <summary>Runs a server of this program and prints its address, which the process that started it reads.</summary>
    public static async Task ServeAsync(WebApplication app)
    {
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await app.WaitForShutdownAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ServerProcess Start(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(start);
        try
        {
            if (!server._listening.Task.Wait(StartTimeout, cancellationToken))
                throw new BenchmarkException($"{start.ArgumentList[0]} didn't start within {StartTimeout.TotalSeconds} s.");
            return server;
        }
        catch (Exception e)
        {
            server.Dispose();
            throw e is AggregateException { InnerException: BenchmarkException ended } ? ended : e;
        }
    }

    private static ProcessStartInfo Dotnet(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            // A killed process would leave its diagnostic sockets behind.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Not the directory where the measurement was started, whose host.json and local.settings.json would be read.
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList()) start.Environment.Remove(name);
        return start;
    }

    private static bool IsSetting(string name) =>
        Array.Exists(Settings, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    private BenchmarkException Ended() => new($"The server ended: {string.Join(' ', _errors)}");

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
