using System.Collections.Concurrent;
using System.Diagnostics;

namespace Purchases.Tests.Scenarios;

/// <summary>Local as a process of its own, for what only a process can show: exit codes, its output, being killed.</summary>
internal sealed class LocalProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Purchases.Local.dll");

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private LocalProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        static void Keep(ConcurrentQueue<string> lines, string? line)
        {
            if (line is not null) lines.Enqueue(line);
        }
    }

    public HttpClient Client { get; } = new() { Timeout = Eventually.Deadline };

    public IReadOnlyCollection<string> Output => _output;

    public IReadOnlyCollection<string> Errors => _errors;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts without waiting, with these arguments and nothing else.</summary>
    public static LocalProcess Launch(
        string currentDirectory, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Launch(new ProcessStartInfo("dotnet", [Program, .. arguments]), currentDirectory, environment);

    /// <summary>
    /// Starts what a person types: a line of shell with <c>dotnet run --project Purchases.Local</c>, which here means the build under test.
    /// </summary>
    public static LocalProcess LaunchShell(string currentDirectory, string line)
    {
        var run = line
            .Replace("dotnet run --project Purchases.Local -- ", "dotnet run --project Purchases.Local ", StringComparison.Ordinal)
            .Replace("dotnet run --project Purchases.Local", $"exec dotnet '{Program}'", StringComparison.Ordinal);
        return Launch(new("bash", ["-c", run.Replace("\\\n", " ", StringComparison.Ordinal)]), currentDirectory);
    }

    private static LocalProcess Launch(ProcessStartInfo command, string currentDirectory, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command.FileName, command.ArgumentList)
        {
            UseShellExecute = false,
            WorkingDirectory = currentDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(new() { StartInfo = start });
    }

    /// <summary>Starts on a free port with a data directory in the folder, and waits until it listens.</summary>
    public static Task<LocalProcess> StartAsync(TestFolder folder, params (string Name, string Value)[] environment) =>
        StartAsync(folder, 0, environment);

    /// <summary>Starts on this port.</summary>
    public static async Task<LocalProcess> StartAsync(TestFolder folder, int port, params (string Name, string Value)[] environment)
    {
        var local = Launch(folder.Path, ["--urls", $"http://127.0.0.1:{port}", "--data", folder.File("data")], environment);
        await local.ListensAsync();
        return local;
    }

    /// <summary>Waits until it listens.</summary>
    public async Task ListensAsync()
    {
        await Eventually.TrueAsync(() => HasExited || _output.Any(line => line.StartsWith("Press Ctrl+C", StringComparison.Ordinal)));
        Assert.False(HasExited, string.Join('\n', Errors));

        var health = _output.Single(line => line.Contains("Health: [", StringComparison.Ordinal));
        Client.BaseAddress = new(new Uri(health[health.IndexOf("http", StringComparison.Ordinal)..]), "/");
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>What Ctrl+C sends.</summary>
    public void Interrupt() => Signal("INT");

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Client.Dispose();
    }
}
