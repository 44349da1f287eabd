using System.Diagnostics;

namespace Purchases.Tests.Deployment;

/// <summary>Prometheus' own check of its files. Debian's package prometheus has it.</summary>
internal static class Promtool
{
    /// <summary>What it says when it ends well. Skips the test where there is none.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(IsThere, "promtool was not found on the PATH: the alert rules were NOT checked. Install prometheus.");
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Repository.Root, "deploy", "observability"),
        })!;
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        var error = promtool.StandardError.ReadToEndAsync(deadline.Token);
        var output = await promtool.StandardOutput.ReadToEndAsync(deadline.Token);
        await promtool.WaitForExitAsync(deadline.Token);
        Assert.True(promtool.ExitCode == 0, output + await error);
        return output;
    }

    private static bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "promtool.exe" : "promtool")));
}
