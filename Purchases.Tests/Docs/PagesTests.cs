using System.Text;
using System.Text.RegularExpressions;
using Purchases.Core.Json;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Docs;

/// <summary>README and pages are true: their calls give the printed output, and the tests that they name exist.</summary>
public sealed partial class PagesTests
{
    private const string LocalUrl = "http://localhost:7071";

    [Fact]
    public async Task Every_call_gives_the_printed_output()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);
        var calls = CallsAndOutputs().Matches(Repository.Documents)
            .Select(match => (Call: match.Groups["call"].Value, Output: match.Groups["output"].Value)).ToList();
        Assert.True(calls.Count >= 6);

        // The purchase that a call shows may not be recorded yet.
        foreach (var (call, output) in calls)
        {
            await Eventually.GetAsync(
                () => RunAsync(call.Replace(LocalUrl, local.Url.ToString().TrimEnd('/'), StringComparison.Ordinal)),
                printed => Normalise(printed) == Normalise(output));
        }
    }

    [Fact]
    public async Task The_loop_that_repeats_until_it_is_sure_ends_with_the_purchase()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);
        var loop = Loop().Match(Repository.Documents).Groups["loop"].Value;

        var printed = await RunAsync(loop.Replace(LocalUrl, local.Url.ToString().TrimEnd('/'), StringComparison.Ordinal));

        Assert.Contains("\"userId\":\"u2\"", printed, StringComparison.Ordinal);
        Assert.Single(await local.PurchasesAsync("u2"));
    }

    [Fact]
    public async Task The_loop_ends_at_a_rejection_that_repeating_would_not_change()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder, settings: [("FUNCTIONS_KEY", "the-key")]);
        var loop = Loop().Match(Repository.Documents).Groups["loop"].Value;

        var printed = await RunAsync(loop.Replace(LocalUrl, local.Url.ToString().TrimEnd('/'), StringComparison.Ordinal))
            .WaitAsync(Eventually.Deadline);

        Assert.DoesNotContain("u2", printed, StringComparison.Ordinal);
        Assert.Equal(0, local.Log.EndOffset());
    }

    // curl 7.81 is that of Ubuntu 22.04. Newer are, for example, --json (7.82) and the %header{} of -w (7.84). -n is sed's, in a call.
    [Fact]
    public void Calls_use_no_option_that_curl_7_81_lacks()
    {
        var options = CurlCalls().Matches(Repository.Documents).SelectMany(call => CurlOptions().Matches(call.Value))
            .Select(option => option.Value).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["-D", "-H", "-X", "-d", "-i", "-n", "-o", "-s", "-sf"], options);
    }

    // PowerShell isn't run here, so its calls must be those of bash, which are run.
    [Fact]
    public void What_PowerShell_is_shown_calls_and_sets_the_same_as_bash()
    {
        var given = Repository.Pages.SelectMany(page => PowerShell().Matches(Repository.Read(page)).SelectMany(block =>
        {
            var text = block.Groups["text"].Value;
            var settings = Setting().Matches(text).Select(match => $"{match.Groups["name"].Value}={match.Groups["value"].Value}");
            return BodyOrUrl().Matches(text).Select(match => match.Value.TrimEnd('\'')).Concat(settings).Select(part => (page, part));
        })).ToList();

        Assert.True(given.Count >= 15);
        Assert.All(given, one => Assert.Contains(one.part, Bash(one.page), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_two_roles_start_as_printed_and_work_together()
    {
        using var folder = new TestFolder();
        var roles = Roles().Matches(Repository.Documents).Select(match => match.Groups["line"].Value).ToList();
        Assert.Equal(2, roles.Count);

        // Each on a port that is free; the web role is told the api role's.
        using var api = LocalProcess.LaunchShell(folder.Path, roles[1].Replace("localhost:8000", "127.0.0.1:0", StringComparison.Ordinal));
        await api.ListensAsync();
        using var web = LocalProcess.LaunchShell(
            folder.Path,
            roles[0].Replace("localhost:9000", "127.0.0.1:0", StringComparison.Ordinal)
                .Replace("localhost:8000", api.Client.BaseAddress!.Authority, StringComparison.Ordinal));
        await web.ListensAsync();
        using var bought = await web.Client.BuyAsync();

        await Eventually.GetAsync(
            () => web.Client.GetStringAsync("/getAllBoughtItems?userId=u1"), list => list.Contains("i99", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_import_works_as_printed()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("purchases.jsonl"), """{"userId":"u1","itemId":"i99","quantity":2}""");
        using var import = LocalProcess.LaunchShell(folder.Path, Import().Match(Repository.Documents).Groups["line"].Value);

        Assert.Equal(0, await import.ExitAsync());
        Assert.Contains(import.Output,
            line => line.StartsWith("1 line put on topic purchases.v1: 0 events, 1 buy.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_event_is_written_exactly_as_shown()
    {
        var shown = Joined(Event().Match(Repository.Documents).Groups["event"].Value);

        Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(shown), out var purchase, out var fault), fault?.Detail);
        Assert.Equal(shown, PurchaseJson.Write(purchase));
    }

    [Fact]
    public void The_calls_to_the_containers_are_the_workflows()
    {
        var page = Repository.Read("docs/run.md");
        var workflow = Repository.Read(".github/workflows/ci.yml");
        var calls = ContainerCalls().Matches(page).Select(match => match.Value).Distinct().ToList();

        Assert.True(calls.Count >= 4);
        Assert.All(calls, call => Assert.Contains(call, workflow, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var tests = typeof(PagesTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => method.Name).ToHashSet();
        var named = TestNames().Matches(Repository.Documents).Select(match => match.Groups["name"].Value).ToList();

        Assert.True(named.Count >= 12);
        Assert.Empty(named.Except(tests));
    }

    [Fact]
    public void Every_file_and_section_that_is_linked_exists()
    {
        var pages = Directory.GetFiles(Repository.Root, "*.md").Concat(
            Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories));

        Assert.All(pages, page => Assert.All(Links().Matches(File.ReadAllText(page)), link =>
        {
            var file = link.Groups["path"].Value is { Length: > 0 } path ? Path.Combine(Path.GetDirectoryName(page)!, path) : page;
            Assert.True(Path.Exists(file), $"{page}: {file}");
            if (link.Groups["section"] is { Success: true, Value: var section })
                Assert.Contains(section, Headings().Matches(File.ReadAllText(file)).Select(Anchor));
        }));
    }

    // The place of the purchase comes from Location in the one and from the eventId in the other.
    private static string Bash(string page) =>
        $"{PowerShell().Replace(Repository.Read(page), "")} http://localhost:7071/purchases/";

    // As GitHub derives it from a heading.
    private static string Anchor(Match heading) =>
        NotInAnchors().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-');

    private static string Normalise(string output)
    {
        var text = Timestamps().Replace(Joined(output).Trim(), "<timestamp>");
        return Dates().Replace(text, "Date: <date>");
    }

    // Pages break what is longer than their lines; a line that goes on is indented.
    private static string Joined(string output) => GoesOn().Replace(output.ReplaceLineEndings("\n"), "");

    private static async Task<string> RunAsync(string script) => (await Tool.RunAsync(new("bash", ["-c", script]))).Output;

    [GeneratedRegex(@"```bash\n(?<call>curl [^`]*)```\n\n```(http|json)\n(?<output>[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CallsAndOutputs();

    [GeneratedRegex("\n +", RegexOptions.None, 1000)]
    private static partial Regex GoesOn();

    [GeneratedRegex(@"```bash\n(?<loop>while[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loop();

    [GeneratedRegex(@"```powershell\n(?<text>[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PowerShell();

    [GeneratedRegex(@"\$env:(?<name>\w+) = '(?<value>[^']*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex("\\{\"[^']*'|http://localhost[^\" $'\n]+", RegexOptions.None, 1000)]
    private static partial Regex BodyOrUrl();

    [GeneratedRegex(@"\bcurl [^`]*?(?<!\\)(\n|`)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CurlCalls();

    [GeneratedRegex(@"(?<= )--?[A-Za-z][\w-]*", RegexOptions.None, 1000)]
    private static partial Regex CurlOptions();

    [GeneratedRegex(@"```bash\n(?<line>AzureFunctionsJobHost[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Roles();

    [GeneratedRegex(@"```bash\n(?<line>dotnet run --project Purchases.Local -- import[^`]*)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Import();

    [GeneratedRegex(@"# The event\n[^`]*`purchases.v1`[^`]*```json\n(?<event>[^`]*)\n```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Event();

    [GeneratedRegex(@"`(?<name>[A-Z][a-z]*(_\w+){3,})`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestNames();

    [GeneratedRegex("http://localhost:(9000|8000)/[^\" \n]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ContainerCalls();

    [GeneratedRegex(@"(\]\(|(src|href)="")(?!http)(?<path>[^)#""]*)(#(?<section>[^)""]+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w -]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", RegexOptions.None, 1000)]
    private static partial Regex Timestamps();

    [GeneratedRegex("Date: .*", RegexOptions.None, 1000)]
    private static partial Regex Dates();
}
