using System.Collections.Concurrent;
using System.Diagnostics;

namespace Purchases.Tests.Support;

/// <summary>A process that a test talks to while it runs. It ends with the test.</summary>
internal abstract class ChildProcess : IDisposable
{
    private static readonly ConcurrentDictionary<ChildProcess, Process> Running = new();

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    protected ChildProcess(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        Running[this] = _process;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        static void Keep(ConcurrentQueue<string> lines, string? line)
        {
            if (line is not null) lines.Enqueue(line);
        }
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The lines of its standard output so far. What it has just written may still be on its way, until it has ended.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>The same of its standard error.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Ends those that still run, when this process is about to end in the middle of its tests.</summary>
    public static void KillAll()
    {
        foreach (var process in Running.Values) process.Kill();
    }

    /// <returns>The exit code, once it has ended and all its output is read.</returns>
    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
    }

    public virtual void Dispose()
    {
        Running.TryRemove(this, out _);
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        GC.SuppressFinalize(this);
    }
}
