using System.Text;
using Moq;
using Purchases.Core.Json;

namespace Purchases.Tests.Support;

/// <summary>A store with rejected events that wait and can be read. Their offsets run from 0, and the last one is the newest.</summary>
internal sealed class SomeRejectedEvents
{
    private readonly Mock<IRejectedEventStore> _store = new(MockBehavior.Strict);

    public IRejectedEventStore Object => _store.Object;

    /// <summary>The cursor behind the event of this offset.</summary>
    public static string CursorAfter(long offset) => PageCursor.After(Summary(offset)).ToString();

    public void Holds(int count)
    {
        _store.Setup(store => store.ListAsync(RejectedState.Waiting, null, It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((RejectedState _, PageCursor? _, int limit, CancellationToken _) =>
                [.. Enumerable.Range(0, Math.Min(limit, count)).Select(i => Summary(count - 1 - i))]);
        _store.Setup(store => store.FindAsync(It.IsAny<EventPosition>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((EventPosition position, CancellationToken _) => Event(position));
        _store.Setup(store => store.TryClaimAsync(It.IsAny<EventPosition>(), It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(true);
    }

    private static RejectedSummary Summary(long offset) =>
        new(new("t", 0, offset), RejectionCode.RefusedByStore, "a reason", At(offset), RejectedState.Waiting, "u1", "i99");

    private static RejectedEvent Event(EventPosition position)
    {
        var json = PurchaseJson.Write(Some.Purchase with { EventId = $"e-{position.Offset}" });
        return new(position, RejectionCode.RefusedByStore, "a reason", null, Encoding.UTF8.GetBytes(json), At(position.Offset));
    }

    private static EventTimestamp At(long offset) => EventTimestamp.FromUnixMicroseconds(1_768_473_254_300_477 + offset);
}
