namespace Microsoft.Azure.Functions.Worker;

/// <summary>Stands for the class of Microsoft.Azure.Functions.Worker.Extensions.Kafka: when a record was written.</summary>
public class KafkaTimestamp
{
    public long UnixTimestampMs { get; set; }

    public KafkaTimestampType Type { get; set; }
}

/// <summary>
/// Stands for the enum of Microsoft.Azure.Functions.Worker.Extensions.Kafka: whose clock a <see cref="KafkaTimestamp"/> is by.
/// </summary>
public enum KafkaTimestampType
{
    NotAvailable = 0,
    CreateTime = 1,
    LogAppendTime = 2,
}
