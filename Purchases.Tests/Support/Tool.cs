using System.Diagnostics;

namespace Purchases.Tests.Support;

/// <summary>Programs that a test runs from their beginning to their end.</summary>
internal static class Tool
{
    // MSBuild first loads a project, and other tests run at the same time.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static string[] Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    /// <summary>Where a program is: in one of these folders, or else on the PATH; null when it is nowhere.</summary>
    public static string? Find(string name, params IEnumerable<string> firstIn) => firstIn.Concat(Folders)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name))
        .FirstOrDefault(File.Exists);

    /// <summary>Runs it with this process's environment and current directory, unless said otherwise.</summary>
    /// <exception cref="TimeoutException">It took longer than three minutes, and was ended.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, output, await errors);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} still ran after {Deadline.TotalMinutes} minutes and was ended.", e);
        }
    }

    /// <summary>Runs it, and fails with what it said when it doesn't end well.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    public static async Task<string> SucceedsAsync(ProcessStartInfo start)
    {
        var (exitCode, output, errors) = await RunAsync(start);
        Assert.True(exitCode == 0, output + errors);
        return output;
    }
}
