using System.Text;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Testing;
using Moq;
using Purchases.Core.Json;
using Purchases.Core.Recording;
using Purchases.Tests.Fuzz;
using Purchases.Tests.Telemetry;

namespace Purchases.Tests.Core.Recording;

/// <summary>
/// A rebalance may deliver a record twice in one batch, and a batch mixes topics and partitions. Only the store may make the recorder fail.
/// </summary>
[Collection(Unobserved.Name)]
public sealed class AnyBatchTests(ITestOutputHelper output)
{
    private static readonly FsCheck.Gen<RawEvent> Event =
        from topic in Gen.Elements("t", "u")
        from partition in Gen.Choose(0, 2)
        from offset in Gen.Choose(0, 9)
        from value in Gen.Frequency((1, Gen.Elements(null, "{bad", "{}", "[]")), (3, Good))
        from replayOf in Gen.Elements<EventPosition?>(null, null, new("t", 0, 17), new("t", 0, 18))
        from traceParent in Gen.Elements(null, "junk", Some.TraceParent)
        select new RawEvent(
            new(topic, partition, offset), "u1"u8.ToArray(), value is null ? null : Encoding.UTF8.GetBytes(value), replayOf, traceParent);

    // A few records, each delivered any number of times, in any order.
    private static readonly FsCheck.Arbitrary<RawEvent[]> Batches = Arb.From(
        from records in Event.NonEmptyListOf()
        from batch in Gen.Elements(records.DistinctBy(raw => raw.Position).ToArray()).ArrayOf()
        select batch,
        batch => Enumerable.Range(0, batch.Length).Select(left => batch.Where((_, i) => i != left).ToArray()));

    // Few eventIds, so that most batches repeat one, with the same content or another.
    private static FsCheck.Gen<string?> Good =>
        from eventId in Gen.Elements("e0", "e1", "e2")
        from quantity in Gen.Choose(1, 2)
        select PurchaseJson.Write(Some.Purchase with { EventId = eventId, Quantity = quantity });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_event_of_any_batch_is_recorded_or_kept(bool traced) => Property.Holds(output, 1_000, Batches, batch =>
    {
        using var spans = traced ? new Spans() : null;
        var store = new Dictionary<string, PurchaseCreated>(StringComparer.Ordinal);
        var kept = new HashSet<EventPosition>();
        var log = new FakeLogger<Recorder>();
        var recorder = new Recorder(Purchases(store), Rejected(kept), Some.Clock(), log, Some.Telemetry, new());

        var outcome = recorder.RecordAsync(batch, CancellationToken.None).GetAwaiter().GetResult();

        Assert.Equal(batch.Length, outcome.Recorded + outcome.AlreadyRecorded + outcome.Rejected.Count);
        Assert.All(batch, raw => Assert.True(kept.Contains(raw.Position) ||
            (PurchaseReader.TryReadEvent(raw.Value, out var purchase, out _) && store[purchase.EventId].SameContentAs(purchase))));
        Assert.Equal(kept.Count, log.Lines().Count(line => line.Contains("Bad event schema", StringComparison.Ordinal)));
        if (traced) Assert.Equal(batch.Length, spans!.Count(span => span.GetTagItem("purchases.outcome") is not null));
    });

    // As a store answers: the first one of an eventId stays. What is found comes twice, as from a sharded collection that has it twice.
    private static IPurchaseStore Purchases(Dictionary<string, PurchaseCreated> stored)
    {
        var store = new Mock<IPurchaseStore>(MockBehavior.Strict);
        store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyList<PurchaseCreated> purchases, CancellationToken _) => [.. purchases.Select(purchase =>
                stored.TryAdd(purchase.EventId, purchase) ? WriteOutcome.Recorded
                : stored[purchase.EventId].SameContentAs(purchase) ? WriteOutcome.AlreadyRecorded
                : WriteOutcome.Conflict)]);
        store.Setup(store => store.FindAllAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyCollection<string> eventIds, CancellationToken _) =>
                [.. eventIds.Concat(eventIds).Select(eventId => stored[eventId])]);
        return store.Object;
    }

    private static IRejectedEventStore Rejected(HashSet<EventPosition> kept)
    {
        var store = new Mock<IRejectedEventStore>();
        store.Setup(store => store.KeepAsync(It.IsAny<IReadOnlyList<RejectedEvent>>(), It.IsAny<CancellationToken>()))
            .Callback((IReadOnlyList<RejectedEvent> rejected, CancellationToken _) => kept.UnionWith(rejected.Select(bad => bad.Position)))
            .Returns(Task.CompletedTask);
        return store.Object;
    }
}
