using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Core.Telemetry;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Telemetry;

public sealed class MetricsPageTests
{
    [Fact]
    public async Task The_page_lists_every_instrument_with_its_kind_and_unit()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);

        // It makes its instruments when it is first asked for, which a recorder that is slow to start may not have done yet.
        _ = local.Services.GetRequiredService<PurchaseTelemetry>();
        var published = Published(local.Services.GetRequiredService<IMeterFactory>());

        Assert.Equal(published.OrderBy(metric => metric.Name, StringComparer.Ordinal), MetricsPage.Metrics);
    }

    // A listener that starts hears of every instrument that there is.
    private static List<Metric> Published(IMeterFactory factory)
    {
        var published = new List<Metric>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "Purchases" && ReferenceEquals(instrument.Meter.Scope, factory))
                published.Add(new(instrument.Name, Kind(instrument), instrument.Unit ?? ""));
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
}
