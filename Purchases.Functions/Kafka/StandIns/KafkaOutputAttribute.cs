using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Stands for the attribute of Microsoft.Azure.Functions.Worker.Extensions.Kafka: what the property holds goes on the topic.
/// </summary>
public sealed class KafkaOutputAttribute(string brokerList, string topic) : OutputBindingAttribute
{
    public string Topic { get; } = topic;

    public string BrokerList { get; set; } = brokerList;

    public bool EnableIdempotence { get; set; }

    public int MessageTimeoutMs { get; set; } = 300_000;

    public int MaxMessageBytes { get; set; } = 1_000_000;
}
