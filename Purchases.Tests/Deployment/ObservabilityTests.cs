using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Purchases.Tests.Telemetry;

namespace Purchases.Tests.Deployment;

/// <summary>Alert rules and dashboard use metrics that exist; promtool checks when a rule fires.</summary>
public sealed partial class ObservabilityTests
{
    private static readonly string[] Series = [.. MetricsPage.Metrics.SelectMany(metric => metric.Series)];

    private static readonly string[] Rules =
        [.. Manifests.Yaml("deploy/observability/alerts.yml")["groups"]![0]!["rules"]!.AsArray().Select(rule => (string)rule!["expr"]!)];

    private static readonly string[] Panels =
        [.. Manifests.Json("deploy/observability/purchases.json")["panels"]!.AsArray().SelectMany(Expressions)];

    private static readonly JsonNode Container = Manifests.Yaml("docker-compose.yml")["services"]!["observability"]!;

    [Fact]
    public void An_alert_rule_uses_metrics_that_exist() =>
        Assert.All(Rules, rule => Assert.Empty(Asked(rule).Except(Series, StringComparer.Ordinal)));

    [Fact]
    public void A_panel_uses_metrics_that_exist() =>
        Assert.All(Panels, panel => Assert.Empty(Asked(panel).Except(Series, StringComparer.Ordinal)));

    [Fact]
    public void The_dashboard_shows_every_metric()
    {
        var shown = Asked(Panels);

        Assert.All(MetricsPage.Metrics, metric => Assert.True(metric.Series.Intersect(shown, StringComparer.Ordinal).Any(), metric.Name));
    }

    [Fact]
    public async Task Prometheus_accepts_the_rules() =>
        Assert.Contains($"{Rules.Length} rules found", await Promtool.RunAsync("check", "rules", "alerts.yml"), StringComparison.Ordinal);

    [Fact]
    public async Task Each_rule_fires_when_it_should_and_not_when_all_is_well()
    {
        Assert.Contains("SUCCESS", await Promtool.RunAsync("test", "rules", "alerts.test.yml"), StringComparison.Ordinal);

        var tested = Repository.Read("deploy/observability/alerts.test.yml");
        Assert.All(Manifests.Alerts(), alert => Assert.Contains($"alertname=\"{alert}\"", tested, StringComparison.Ordinal));
    }

    [Fact]
    public void The_container_comes_only_when_asked_for_and_listens_to_this_machine_only()
    {
        Assert.Equal(["observability"], Strings("profiles"));
        Assert.All(Strings("ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_is_where_the_container_looks_for_it()
    {
        var mounts = Strings("volumes").Select(volume => volume.Split(':'))
            .ToDictionary(parts => parts[1], parts => parts[0][2..], StringComparer.Ordinal);
        var rules = Manifests.Strings(Manifests.Yaml("deploy/observability/prometheus.yml")["rule_files"]).Single();
        var dashboard = (string)Manifests.Yaml("deploy/observability/dashboards.yml")["providers"]![0]!["options"]!["path"]!;

        Assert.Equal("deploy/observability/alerts.yml", mounts[rules]);
        Assert.Equal("deploy/observability/purchases.json", mounts[dashboard]);
        Assert.All(mounts.Values, file => Assert.True(Manifests.Has(file), file));
    }

    private static IEnumerable<string> Expressions(JsonNode? panel) =>
        panel!["targets"]!.AsArray().Select(target => (string)target!["expr"]!);

    private static HashSet<string> Asked(params IEnumerable<string> expressions)
    {
        var asked = expressions.SelectMany(expression => SeriesName().Matches(expression)).Select(match => match.Value)
            .ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(asked);
        return asked;
    }

    private static IEnumerable<string> Strings(string list) => Manifests.Strings(Container[list]);

    [GeneratedRegex(@"\b(purchases|messaging)_[a-z_]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SeriesName();
}
