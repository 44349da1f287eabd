// As KafkaRecord: no nullable annotations, like the official assembly.
#nullable disable

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Stands for the class of Microsoft.Azure.Functions.Worker.Extensions.Kafka: a name with bytes, beside a record's value.
/// </summary>
public class KafkaHeader
{
    public string Key { get; set; }

    public byte[] Value { get; set; }
}
