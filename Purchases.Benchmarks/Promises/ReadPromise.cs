using System.Text.Json;
using Purchases.Benchmarks.Results;
using Purchases.Core.Json;

namespace Purchases.Benchmarks.Promises;

/// <summary>Reading an event, every rule checked and every fault named, costs little more than deserialising it.</summary>
internal sealed class ReadPromise : IPromise
{
    private static readonly byte[] Json = (
        """{"eventId":"5f0c2d5e-8f4b-4a53-9a7c-0d5b2b6b8a11","eventType":"PurchaseCreated","eventVersion":1"""u8 +
        ""","timestamp":"2026-01-15T10:34:14.300477+00:00","userId":"u1","itemId":"i99","quantity":2}"""u8).ToArray();

    public string Name => "read";

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        Func<long>[] calls =
        [
            static () => PurchaseReader.TryReadEvent(
                Json, out var purchase, out _) ? purchase.Quantity : throw new InvalidOperationException("A valid event was refused."),
            static () => JsonSerializer.Deserialize<PlainPurchase>(Json, PlainJson.Reflection)!.Quantity,
            static () => JsonSerializer.Deserialize(Json, PlainJson.Default.PlainPurchase)!.Quantity,
        ];
        var rounds = Calls.Time(bench, cancellationToken, calls);
        var (quicker, against) = PlainJson.Quicker(rounds);
        return Task.FromResult<IReadOnlyList<Measurement>>(
        [
            new(Name, "time of an event", against, "µs", rounds[0], rounds[quicker]) { Target = Target.AtMost(1.5) },
            new(Name, "time of an event", "", "µs", rounds[0], []) { Target = Target.AtMost(2) },
            new(Name, "bytes allocated", against, "B", [Calls.Allocated(calls[0])], [Calls.Allocated(calls[quicker])]),
        ]);
    }
}
