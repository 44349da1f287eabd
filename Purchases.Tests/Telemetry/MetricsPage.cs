using System.Text.RegularExpressions;

namespace Purchases.Tests.Telemetry;

/// <summary>The table of docs/metrics.md.</summary>
internal static partial class MetricsPage
{
    public static readonly IReadOnlyList<Metric> Metrics =
    [
        .. Row().Matches(Repository.Read("docs/metrics.md"))
            .Select(match => new Metric(match.Groups["name"].Value, match.Groups["kind"].Value, match.Groups["unit"].Value)),
    ];

    [GeneratedRegex(
        @"^\| `(?<name>[a-z.]+)` \| (?<kind>\w+) \| (?<unit>\S+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
