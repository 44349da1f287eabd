using System.Text.Json;
using System.Xml.Linq;
using Purchases.Benchmarks.Results;

namespace Purchases.Tests.Benchmarks;

public sealed class ResultsTests
{
    private static readonly Measurement Met =
        new("buy", "requests/s", "bare <Kestrel>", "/s", [80, 90, 100], [100, 100, 100]) { Target = Target.AtLeast(0.8) };
    private static readonly Measurement Missed = new("buy", "p99 & more", "bare", "ms", [5, 6, 4], [2, 2, 2]) { Target = Target.AtMost(2) };
    private static readonly Measurement Told = new("read", "bytes allocated", "", "B", [232], []);

    private static readonly Report Report = new(
        new(new(2026, 1, 15, 10, 34, 14, TimeSpan.Zero), "Linux", "processor", 2, ".NET 10", 1.5), "one thread", Quick: true,
        [Met, Missed, Told], ["page: the server ended"]);

    [Theory]
    [InlineData(new double[] { 3 }, 3, 3, 3)]
    [InlineData(new double[] { 9, 1, 2 }, 2, 1, 9)]
    [InlineData(new double[] { 4, 1, 9, 2 }, 3, 1, 9)]
    public void The_spread_of_rounds_is_their_median_and_their_ends(double[] rounds, double median, double min, double max) =>
        Assert.Equal(new(median, min, max), Spread.Of(rounds));

    [Fact]
    public void Rounds_are_compared_pair_by_pair()
    {
        // Both doubled in the second round, as when something else ran meanwhile: the ratio doesn't move.
        var measurement = new Measurement("start", "start", "bare", "ms", [300, 600], [100, 200]) { Target = Target.AtMost(3) };

        Assert.Equal(new(3, 3, 3), measurement.Value);
        Assert.True(measurement.IsMet);
        Assert.Equal(new(300, 200, 400), (measurement with { IsDifference = true }).Value);
    }

    [Fact]
    public void A_target_is_met_from_its_own_side()
    {
        Assert.True(Target.AtLeast(0.8).IsMetBy(0.8));
        Assert.False(Target.AtLeast(0.8).IsMetBy(0.79));
        Assert.True(Target.AtMost(2).IsMetBy(2));
        Assert.False(Target.AtMost(2).IsMetBy(2.01));
    }

    [Fact]
    public void The_table_names_what_is_not_met_and_what_was_not_measured()
    {
        using var output = new StringWriter();
        ResultsTable.Print(output, Report);

        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Contains("  buy: p99 & more: 2.50×, not ≤ 2×", lines);
        Assert.Contains("NOT MEASURED: page: the server ended", lines);
        Assert.Contains(lines, line => line.StartsWith("buy", StringComparison.Ordinal) &&
            line.Contains("0.90× [0.80–1.00]  ≥ 0.8×  yes", StringComparison.Ordinal));
    }

    [Fact]
    public void The_json_holds_every_round_and_what_follows_from_them()
    {
        var json = JsonElement.Parse(ResultsJson.Write(Report));

        var first = json.GetProperty("measurements")[0];
        Assert.Equal([80, 90, 100], first.GetProperty("ours").EnumerateArray().Select(round => round.GetDouble()));
        Assert.Equal(0.9, first.GetProperty("value").GetProperty("median").GetDouble());
        Assert.Equal("AtLeast", first.GetProperty("target").GetProperty("bound").GetString());
        Assert.True(first.GetProperty("isMet").GetBoolean());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("measurements")[2].GetProperty("isMet").ValueKind);
        Assert.Equal(1.5, json.GetProperty("machine").GetProperty("syncMs").GetDouble());
    }

    [Fact]
    public void The_chart_is_an_image_with_a_bar_for_each_target()
    {
        var svg = XDocument.Parse(ResultsChart.Write(Report));

        var bars = svg.Descendants().Where(element => element.Name.LocalName == "rect" && element.Attribute("class")!.Value != "page")
            .ToList();
        Assert.Equal(["met", "missed"], bars.Select(bar => bar.Attribute("class")!.Value));
        Assert.Contains(svg.Descendants(), element => element.Value == "buy: p99 & more against bare");
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName is "script" or "foreignObject" or "image");
    }
}
