using System.Text.Json;
using Purchases.Benchmarks.Results;
using Purchases.Core;
using Purchases.Functions.Kafka;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// Writing an event and the envelope around it, JSON inside JSON, costs little more than serialising plain records of the two.
/// </summary>
internal sealed class WritePromise : IPromise
{
    private static readonly DateTimeOffset Moment = new DateTimeOffset(2026, 1, 15, 10, 34, 14, TimeSpan.Zero).AddMicroseconds(300_477);

    private static readonly PurchaseCreated Purchase = new()
    {
        EventId = "5f0c2d5e-8f4b-4a53-9a7c-0d5b2b6b8a11",
        Timestamp = EventTimestamp.From(Moment),
        UserId = "u1",
        ItemId = "i99",
        Quantity = 2,
    };

    private static readonly PlainPurchase Plain = new()
    {
        EventId = Purchase.EventId,
        EventType = Purchase.EventType,
        EventVersion = Purchase.EventVersion,
        Timestamp = Moment,
        UserId = Purchase.UserId,
        ItemId = Purchase.ItemId,
        Quantity = Purchase.Quantity,
    };

    public string Name => "write";

    private static PlainEnvelope Around(string value) => new() { Timestamp = Moment, Key = Plain.UserId, Value = value };

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        Func<long>[] calls =
        [
            static () => MessageEnvelope.Of(TopicMessage.Of(Purchase)).Length,
            static () =>
                JsonSerializer.Serialize(Around(JsonSerializer.Serialize(Plain, PlainJson.Reflection)), PlainJson.Reflection).Length,
            static () => JsonSerializer.Serialize(
                Around(JsonSerializer.Serialize(Plain, PlainJson.Default.PlainPurchase)), PlainJson.Default.PlainEnvelope).Length,
        ];
        var rounds = Calls.Time(bench, cancellationToken, calls);
        var (quicker, against) = PlainJson.Quicker(rounds);
        return Task.FromResult<IReadOnlyList<Measurement>>(
        [
            new(Name, "time of event + envelope", against, "µs", rounds[0], rounds[quicker])
            {
                Target = Target.AtMost(1.5),
            },
            new(Name, "bytes allocated", against, "B", [Calls.Allocated(calls[0])], [Calls.Allocated(calls[quicker])]),
        ]);
    }
}
