namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Stands for the attribute of Microsoft.Azure.Functions.Worker.Extensions.Kafka: what the property holds goes on the topic.
/// Local appends to its own log with a sync to disk, which needs none of the producer's settings; they are here so that one
/// function file says the same to both hosts.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KafkaOutputAttribute(string brokerList, string topic) : Attribute
{
    public string BrokerList { get; } = brokerList;

    public string Topic { get; } = topic;

    public bool EnableIdempotence { get; set; }

    public int MessageTimeoutMs { get; set; } = 300_000;

    public int MaxMessageBytes { get; set; } = 1_000_000;
}
