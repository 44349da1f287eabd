using System.Text.RegularExpressions;
using Purchases.Tests.Deployment;

namespace Purchases.Tests.Docs;

/// <summary>The runbook describes every alert, warning and error, and no alert or log line that doesn't exist.</summary>
public sealed partial class RunbookTests
{
    private static readonly string Runbook = Repository.Read("docs/runbook.md");

    private static readonly string[] Lines = [.. LogRow().Matches(Runbook).Select(match => match.Groups["line"].Value)];

    private static readonly string Sources = string.Concat(
        new[] { "Purchases.Core", "Purchases.Functions", "Purchases.Local" }
            .SelectMany(project => Directory.GetFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));

    // Level and text of every line that the code can log.
    private static readonly (string Level, string Text)[] Logged =
        [.. Message().Matches(Sources).Select(match => (match.Groups["level"].Value, match.Groups["text"].Value))];

    [Fact]
    public void Every_alert_has_its_row_and_every_row_its_alert() =>
        Assert.Equal(Manifests.Alerts(), AlertRow().Matches(Runbook).Select(match => match.Groups["name"].Value));

    [Fact]
    public void A_log_line_to_search_for_is_one_that_the_code_writes()
    {
        Assert.NotEmpty(Lines);
        Assert.All(Lines, line => Assert.Contains(Logged, logged => logged.Text.Contains(line, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_warning_and_error_is_among_the_log_lines()
    {
        var calling = Logged.Where(logged => logged.Level is "Warning" or "Error" or "Critical").ToList();

        Assert.NotEmpty(calling);
        Assert.All(calling, logged => Assert.Contains(Lines, line => logged.Text.Contains(line, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_outage_in_the_table_is_one_that_the_code_logs()
    {
        var outages = OutageRow().Matches(Runbook.Split("## Outages")[1].Split("\n## ")[0]);

        Assert.NotEmpty(outages);
        Assert.All(outages, outage => Assert.Contains($"\"{outage.Groups["what"].Value}", Sources, StringComparison.Ordinal));
    }

    [Fact]
    public void A_command_that_searches_the_log_finds_what_the_recorder_logs()
    {
        var patterns = Search().Matches(Runbook).SelectMany(match => match.Groups["pattern"].Value.Split('|')).ToList();

        Assert.NotEmpty(patterns);
        Assert.All(patterns, pattern => Assert.Contains(Logged, logged => logged.Text.Contains(pattern, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^\| (Information|Warning|Error) \| `(?<line>[^`]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LogRow();

    [GeneratedRegex("^\\| `(?<what>[^`]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutageRow();

    [GeneratedRegex(@"\[LoggerMessage\(\d+, LogLevel\.(?<level>\w+),\s*""(?<text>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Message();

    [GeneratedRegex(@"^\| (?<name>Purchases\w+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AlertRow();

    [GeneratedRegex(@"grep -E '(?<pattern>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Search();
}
