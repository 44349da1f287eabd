namespace Purchases.Core;

/// <summary>Where an event lies on the topic. Its text, <c>topic/partition/offset</c>, identifies a rejected event.</summary>
public readonly record struct EventPosition(string Topic, int Partition, long Offset)
{
    public override string ToString() => $"{Topic}/{Partition}/{Offset}";
}
