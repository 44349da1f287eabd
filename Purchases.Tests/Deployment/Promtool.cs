namespace Purchases.Tests.Deployment;

/// <summary>Prometheus' own check of its files. Debian's package prometheus has it.</summary>
internal static class Promtool
{
    /// <summary>What it says when it ends well. Skips the test where there is none.</summary>
    public static Task<string> RunAsync(params string[] arguments)
    {
        Assert.SkipWhen(
            Tool.Find("promtool") is null,
            "promtool was not found on the PATH: the alert rules were NOT checked. Install prometheus.");
        return Tool.SucceedsAsync(new("promtool", arguments)
        {
            WorkingDirectory = Path.Combine(Repository.Root, "deploy", "observability"),
        });
    }
}
