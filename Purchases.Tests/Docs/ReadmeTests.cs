using System.Diagnostics;
using System.Text.RegularExpressions;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Docs;

/// <summary>The README is true: its calls are made as printed and answer as printed, and the tests that it names exist.</summary>
public sealed partial class ReadmeTests
{
    private const string LocalUrl = "http://localhost:7071";

    [Fact]
    public async Task Every_call_gives_the_printed_output()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);
        var calls = CallsAndOutputs().Matches(Repository.Read("README.md")).Select(match => (Call: match.Groups["call"].Value, Output: match.Groups["output"].Value)).ToList();
        Assert.True(calls.Count >= 6);

        foreach (var (call, output) in calls)
        {
            var actual = "";
            await Eventually.GetAsync(
                async () => actual = await RunAsync(call.Replace(LocalUrl, local.Url.ToString().TrimEnd('/'), StringComparison.Ordinal)),
                printed => Normalise(printed) == Normalise(output),
                TimeSpan.FromSeconds(10));
            Assert.Equal(Normalise(output), Normalise(actual));
        }
    }

    [Fact]
    public async Task The_loop_that_repeats_until_it_is_sure_ends_with_the_purchase()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);
        var loop = Loop().Match(Repository.Read("README.md")).Groups["loop"].Value;

        var printed = await RunAsync(loop.Replace(LocalUrl, local.Url.ToString().TrimEnd('/'), StringComparison.Ordinal));

        Assert.Contains("\"userId\":\"u2\"", printed, StringComparison.Ordinal);
        Assert.Single(await local.PurchasesAsync("u2"));
    }

    [Fact]
    public void Every_test_that_it_names_exists()
    {
        var tests = typeof(ReadmeTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => method.Name).ToHashSet();
        var named = TestNames().Matches(Repository.Read("README.md")).Select(match => match.Groups["name"].Value).ToList();

        Assert.True(named.Count >= 12);
        Assert.Empty(named.Except(tests));
    }

    [Fact]
    public void Every_file_that_it_links_exists()
    {
        var links = Links().Matches(Repository.Read("README.md")).Select(match => match.Groups["path"].Value).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    private static string Normalise(string output)
    {
        var text = Timestamps().Replace(output.ReplaceLineEndings("\n").Trim(), "<timestamp>");
        return Dates().Replace(text, "Date: <date>");
    }

    private static async Task<string> RunAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        var output = await shell.StandardOutput.ReadToEndAsync(deadline.Token);
        await shell.WaitForExitAsync(deadline.Token);
        return output;
    }

    [GeneratedRegex(@"```bash\n(?<call>curl [^`]*)```\n\n```(http|json)\n(?<output>[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CallsAndOutputs();

    [GeneratedRegex(@"```bash\n(?<loop>until[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loop();

    [GeneratedRegex(@"`(?<name>[A-Z][a-z]*(_\w+){3,})`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestNames();

    [GeneratedRegex(@"\]\((?<path>(?!http)[^)#]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", RegexOptions.None, 1000)]
    private static partial Regex Timestamps();

    [GeneratedRegex("Date: .*", RegexOptions.None, 1000)]
    private static partial Regex Dates();
}
