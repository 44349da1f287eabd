// As KafkaRecord: no nullable annotations, like the official assembly.
#nullable disable

using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Stands for the attribute of Microsoft.Azure.Functions.Worker.Extensions.Kafka: the parameter is what was read from the topic.
/// </summary>
[BindingCapabilities(KnownBindingCapabilities.FunctionLevelRetry)]
public sealed class KafkaTriggerAttribute(string brokerList, string topic) : TriggerBindingAttribute, ISupportCardinality
{
    public string Topic { get; } = topic;

    public string BrokerList { get; } = brokerList;

    public string ConsumerGroup { get; set; }

    public KafkaMessageKeyType KeyDataType { get; set; } = KafkaMessageKeyType.String;

    public bool IsBatched { get; set; }

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}

/// <summary>Stands for the enum of Microsoft.Azure.Functions.Worker.Extensions.Kafka: what the host makes of a record's key.</summary>
public enum KafkaMessageKeyType
{
    Int = 0,
    Long = 1,
    String = 2,
    Binary = 3,
}
