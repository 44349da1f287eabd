namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Stands for the attribute of Microsoft.Azure.Functions.Worker.Extensions.Kafka: the parameter is what was read from the topic.
/// Local takes the events from its own log, so the broker list only has to be named.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class KafkaTriggerAttribute(string brokerList, string topic) : Attribute
{
    public string BrokerList { get; } = brokerList;

    public string Topic { get; } = topic;

    public string? ConsumerGroup { get; set; }

    public bool IsBatched { get; set; }
}
