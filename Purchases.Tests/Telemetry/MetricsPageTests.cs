using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Telemetry;

[Collection(Unobserved.Name)]
public sealed partial class MetricsPageTests
{
    [Fact]
    public async Task The_page_lists_every_instrument_with_its_kind_and_unit()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);

        var listed = Row().Matches(Repository.Read("docs/metrics.md")).Select(match => match.Groups["row"].Value);

        Assert.Equal(Published(local.Services.GetRequiredService<IMeterFactory>()).Order(StringComparer.Ordinal), listed);
    }

    // A listener that starts hears of every instrument that there is.
    private static List<string> Published(IMeterFactory factory)
    {
        var published = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "Purchases" && ReferenceEquals(instrument.Meter.Scope, factory))
                published.Add($"`{instrument.Name}` | {Kind(instrument)} | {instrument.Unit}");
        };
        listener.Start();
        return published;
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        var other => other,
    };

    [GeneratedRegex(@"^\| (?<row>`[a-z.]+` \| \w+ \| \S+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
