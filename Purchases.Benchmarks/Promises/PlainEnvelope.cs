namespace Purchases.Benchmarks.Promises;

/// <summary>The envelope of an event as a plain record, for JsonSerializer.</summary>
internal sealed record PlainEnvelope
{
    public string Topic { get; init; } = "";

    public int Partition { get; init; }

    public long Offset { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    public string Key { get; init; } = "";

    public string Value { get; init; } = "";

    public string[] Headers { get; init; } = [];
}
