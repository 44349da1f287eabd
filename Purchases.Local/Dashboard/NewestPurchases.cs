using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Local.Embedded;

namespace Purchases.Local.Dashboard;

/// <summary>
/// The last purchases of a topic, and what became of each: read from the log and the store, so that it doesn't matter which process did it.
/// </summary>
internal sealed class NewestPurchases(IPurchaseStore store)
{
    private const int RowsMax = 12;

    // What was recorded or rejected doesn't change any more, so it is looked up once.
    private Dictionary<long, SeenPurchase> _settled = [];

    /// <param name="next">The offset that the consumer group takes next; what lies before it has been dealt with.</param>
    /// <returns>Newest first.</returns>
    /// <exception cref="UnavailableException">The log can't be read now.</exception>
    /// <exception cref="UnavailableException">The store can't be read now.</exception>
    public async Task<IReadOnlyList<SeenPurchase>> ReadAsync(TopicLog topic, long end, long next, CancellationToken cancellationToken)
    {
        var settled = new Dictionary<long, SeenPurchase>(RowsMax);
        var seen = new List<SeenPurchase>(RowsMax);
        foreach (var record in topic.Read(Math.Max(0, end - RowsMax), RowsMax).Reverse())
        {
            if (!PurchaseReader.TryReadEvent(record.Value, out var purchase, out _)) continue;
            var row = _settled.GetValueOrDefault(record.Offset)
                ?? new(record.Offset, await ProgressAsync(purchase, record.Offset < next, cancellationToken), purchase);
            seen.Add(row);
            if (row.Progress != PurchaseProgress.Waiting) settled.Add(row.Offset, row);
        }

        _settled = settled;
        return seen;
    }

    private async Task<PurchaseProgress> ProgressAsync(PurchaseCreated purchase, bool dealtWith, CancellationToken cancellationToken)
    {
        if (!dealtWith) return PurchaseProgress.Waiting;

        var stored = await store.FindAsync(purchase.EventId, cancellationToken);
        if (stored is null || !stored.SameContentAs(purchase)) return PurchaseProgress.Rejected;
        return stored.Timestamp == purchase.Timestamp ? PurchaseProgress.Recorded : PurchaseProgress.Duplicate;
    }
}
