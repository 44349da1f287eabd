// Stand-ins for the types of Microsoft.Azure.Functions.Worker.Extensions.Kafka that this app uses, with their names, members and
// defaults. The official assembly has no nullable annotations, so there are none here: function files see the same of both.
#nullable disable

using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The parameter is what was read from the topic.</summary>
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

/// <summary>How the host reads a record's key.</summary>
public enum KafkaMessageKeyType
{
    Int = 0,
    Long = 1,
    String = 2,
    Binary = 3,
}

/// <summary>What the property holds is put on the topic.</summary>
public sealed class KafkaOutputAttribute(string brokerList, string topic) : OutputBindingAttribute
{
    public string Topic { get; } = topic;

    public string BrokerList { get; set; } = brokerList;

    public bool EnableIdempotence { get; set; }

    public int MessageTimeoutMs { get; set; } = 300_000;

    public int MaxMessageBytes { get; set; } = 1_000_000;
}

/// <summary>One record of the topic.</summary>
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

/// <summary>A header of a record.</summary>
public class KafkaHeader
{
    public string Key { get; set; }

    public byte[] Value { get; set; }
}

/// <summary>When a record was written.</summary>
public class KafkaTimestamp
{
    public long UnixTimestampMs { get; set; }

    public KafkaTimestampType Type { get; set; }
}

/// <summary>Whose clock a <see cref="KafkaTimestamp"/> is from.</summary>
public enum KafkaTimestampType
{
    NotAvailable = 0,
    CreateTime = 1,
    LogAppendTime = 2,
}
