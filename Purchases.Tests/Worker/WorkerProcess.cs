using System.Collections.Concurrent;
using System.Diagnostics;

namespace Purchases.Tests.Worker;

/// <summary>The built Purchases.Functions as a process, with these settings and nothing else of this process's environment.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int MessageBytesMax = 128 * 1024 * 1024;

    private static readonly string[] Inherited = ["PATH", "HOME", "DOTNET_ROOT", "TMPDIR", "SystemRoot", "TEMP"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    /// <summary>Starts it as the Functions host does.</summary>
    /// <param name="host">Where the host's gRPC listens.</param>
    public WorkerProcess(Uri host, IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppFolder, "Purchases.Functions.dll"),
            "--functions-uri", host.AbsoluteUri,
            "--functions-worker-id", Guid.NewGuid().ToString(),
            "--functions-request-id", Guid.NewGuid().ToString(),
            "--functions-grpc-max-message-length", $"{MessageBytesMax}",
        ])
        {
            UseShellExecute = false,
            WorkingDirectory = AppFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Except(Inherited).ToList()) start.Environment.Remove(name);
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = AppFolder;
        foreach (var (name, value) in settings) start.Environment[name] = value;

        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        static void Keep(ConcurrentQueue<string> lines, string? line)
        {
            if (line is not null) lines.Enqueue(line);
        }
    }

    /// <summary>Where the program and its host.json are.</summary>
    public static string AppFolder => AppContext.BaseDirectory;

    public int Id => _process.Id;

    public IReadOnlyCollection<string> Output => _output;

    public IReadOnlyCollection<string> Errors => _errors;

    /// <returns>The exit code, once it has ended and all its output is read.</returns>
    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
