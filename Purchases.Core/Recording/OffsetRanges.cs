namespace Purchases.Core.Recording;

/// <summary>Where the events of a batch are: in each partition the first and the last offset.</summary>
public sealed class OffsetRanges
{
    private readonly Dictionary<(string Topic, int Partition), (EventPosition First, EventPosition Last)> _ranges = [];

    /// <param name="positions">In topic order within each partition.</param>
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

    private void Add(EventPosition position)
    {
        var partition = (position.Topic, position.Partition);
        _ranges[partition] = _ranges.TryGetValue(partition, out var before) ? (before.First, position) : (position, position);
    }
}
