namespace Purchases.Core.Recording;

/// <summary>The lowest and the highest offset in each partition of a batch.</summary>
public sealed class OffsetRanges
{
    private readonly Dictionary<(string Topic, int Partition), (EventPosition First, EventPosition Last)> _ranges = [];

    public static OffsetRanges Of(IEnumerable<EventPosition> positions)
    {
        var ranges = new OffsetRanges();
        foreach (var position in positions) ranges.Add(position);
        return ranges;
    }

    /// <summary>By topic and partition: <c>t/0/5 to t/0/6, t/1/12 to t/1/14</c>.</summary>
    public override string ToString() => string.Join(
        ", ",
        _ranges.OrderBy(range => range.Key.Topic, StringComparer.Ordinal).ThenBy(range => range.Key.Partition)
            .Select(range => $"{range.Value.First} to {range.Value.Last}"));

    // A rebalance may deliver a record again, behind later ones.
    private void Add(EventPosition position)
    {
        var partition = (position.Topic, position.Partition);
        var (first, last) = _ranges.GetValueOrDefault(partition, (position, position));
        _ranges[partition] = (
            position.Offset < first.Offset ? position : first,
            position.Offset > last.Offset ? position : last);
    }
}
