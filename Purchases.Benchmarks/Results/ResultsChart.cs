using System.Text;

namespace Purchases.Benchmarks.Results;

/// <summary>
/// The results as a picture: a bar for each target, scaled so that all targets share one line, and a thin line from the lowest to the
/// highest round. It brings its own background, so that it can be read on a light page and on a dark one.
/// </summary>
internal static class ResultsChart
{
    private const int Width = 980;
    private const int RowHeight = 26;
    private const int GroupHeight = 38;
    private const int Top = 56;
    private const int FooterHeight = 48;
    private const int BarLeft = 470;
    private const int TargetX = 690;
    private const int BarRight = 780;

    public static string Write(Report report)
    {
        var groups = report.Measurements.Where(measurement => measurement.Target is not null)
            .GroupBy(measurement => measurement.Target!.Bound).OrderBy(group => group.Key).ToList();
        var height = Top + groups.Sum(group => GroupHeight + (group.Count() * RowHeight)) + FooterHeight;

        var svg = new StringBuilder();
        AppendHead(svg, height);
        var y = Top;
        foreach (var group in groups) y = AppendGroup(svg, group, y);

        var machine = report.Machine;
        var where = $"{machine.Processors} × {machine.Processor}, {machine.Runtime}, {machine.MeasuredAt:yyyy-MM-dd}" +
            (report.Quick ? ", with --quick" : "");
        svg.Append($"""<text class="quiet" x="20" y="{height - 16}">{Escape(where)}</text>""").Append('\n');
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendHead(StringBuilder svg, int height) => svg.Append($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}"
                 role="img" aria-label="What was measured against its targets">
            <style>
              text {'{'} font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 {'}'}
              .page {'{'} fill: #ffffff; stroke: #d1d9e0 {'}'} .title {'{'} font-size: 16px; font-weight: 600 {'}'}
              .quiet {'{'} fill: #59636e {'}'} .against {'{'} font-size: 12px {'}'}
              .met {'{'} fill: #2da44e {'}'} .missed {'{'} fill: #cf5b12 {'}'}
              .target {'{'} stroke: #1f2328; stroke-width: 2 {'}'} .spread {'{'} stroke: #1f2328; stroke-opacity: .6 {'}'}
              @media (prefers-color-scheme: dark) {'{'}
                text {'{'} fill: #f0f6fc {'}'} .page {'{'} fill: #0d1117; stroke: #3d444d {'}'} .quiet {'{'} fill: #9198a1 {'}'}
                .met {'{'} fill: #2ea043 {'}'} .missed {'{'} fill: #db6d28 {'}'}
                .target {'{'} stroke: #f0f6fc {'}'} .spread {'{'} stroke: #f0f6fc {'}'}
              {'}'}
            </style>
            <rect class="page" x=".5" y=".5" width="{Width - 1}" height="{height - 1}" rx="8"/>
            <text class="title" x="20" y="32">Measured against its targets</text>
            <text class="quiet" x="{Width - 20}" y="32" text-anchor="end">
              bar: median · thin line: lowest to highest round · upright line: target
            </text>

            """);

    /// <returns>Where the group ends.</returns>
    private static int AppendGroup(StringBuilder svg, IGrouping<Bound, Measurement> group, int y)
    {
        var rule = group.Key == Bound.AtLeast ? "At least: reach the line" : "At most: stay left of the line";
        svg.Append($"""<text class="quiet" x="20" y="{y + 20}">{rule}</text>""").Append('\n');
        var top = y + GroupHeight - 8;
        y += GroupHeight;
        foreach (var measurement in group)
        {
            AppendRow(svg, measurement, y);
            y += RowHeight;
        }

        svg.Append($"""<line class="target" x1="{TargetX}" y1="{top}" x2="{TargetX}" y2="{y}"/>""").Append('\n');
        return y;
    }

    private static string Against(Measurement measurement) =>
        measurement.Against.Length == 0 ? "" : $"""<tspan class="quiet against"> against {Escape(measurement.Against)}</tspan>""";

    private static void AppendRow(StringBuilder svg, Measurement measurement, int y)
    {
        var (value, target) = (measurement.Value, measurement.Target!);
        var (end, low, high) = (X(value.Median, target), X(value.Min, target), X(value.Max, target));
        var met = measurement.IsMet == true ? "met" : "missed";
        svg.Append($"""
            <text x="20" y="{y + 14}">{Escape($"{measurement.Promise}: {measurement.What}")}{Against(measurement)}</text>
            <rect class="{met}" x="{BarLeft}" y="{y + 2}" width="{end - BarLeft:0.#}" height="16" rx="2"/>
            <line class="spread" x1="{low:0.#}" y1="{y + 10}" x2="{high:0.#}" y2="{y + 10}"/>
            <text x="{BarRight + 10}" y="{y + 14}">{Escape(Figures.Text(measurement))}</text>
            <text class="quiet" x="{Width - 20}" y="{y + 14}" text-anchor="end">{Escape(Figures.Text(target, measurement.ValueUnit))}</text>

            """);
    }

    // What is far beyond its target ends at the edge.
    private static double X(double value, Target target) =>
        Math.Clamp(BarLeft + ((TargetX - BarLeft) * value / target.Value), BarLeft, BarRight);

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);
}
