using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Core;
using Purchases.Core.Telemetry;

namespace Purchases.Tests.Telemetry;

[Collection(Unobserved.Name)]
public sealed class CostTests
{
    [Fact]
    public void While_nobody_listens_nothing_is_allocated_per_event()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var telemetry = new PurchaseTelemetry(
            services.GetRequiredService<IMeterFactory>(), new("kafka", "purchases.v1", "g1"), TimeProvider.System);
        MeasuredBytes(telemetry, 1);

        Assert.False(TraceParent.IsWanted);
        Assert.Equal(MeasuredBytes(telemetry, 1), MeasuredBytes(telemetry, 1000));
    }

    private static long MeasuredBytes(PurchaseTelemetry telemetry, int events)
    {
        var purchase = new BuyRequest("u1", "i1", 1).Accept(null, TimeProvider.System);
        var batch = Enumerable.Range(0, events).Select(offset => new RawEvent(new("purchases.v1", 0, offset), null, null)).ToList();
        var purchases = Enumerable.Repeat(purchase, events).ToList();
        var outcomes = Enumerable.Repeat(WriteOutcome.Recorded, events).ToList();
        var rejected = new[] { new RejectedEvent(batch[0].Position, RejectionCode.Empty, "bad", null, null, purchase.Timestamp) };

        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var measured = telemetry.StartBatch(batch))
        {
            measured.Written(purchases, batch, outcomes);
            measured.Rejected(rejected);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
