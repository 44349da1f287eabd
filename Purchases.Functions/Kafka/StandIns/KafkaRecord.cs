// The official assembly carries no nullable annotations; neither does its stand-in, so that function files see the same.
#nullable disable

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for the class of Microsoft.Azure.Functions.Worker.Extensions.Kafka: one record as it lies on the topic.</summary>
public class KafkaRecord
{
    public string Topic { get; set; }

    public int Partition { get; set; }

    public long Offset { get; set; }

    /// <summary>Null when the record has no key.</summary>
    public byte[] Key { get; set; }

    /// <summary>Null for a tombstone.</summary>
    public byte[] Value { get; set; }

    public KafkaTimestamp Timestamp { get; set; }

    public KafkaHeader[] Headers { get; set; }
}
