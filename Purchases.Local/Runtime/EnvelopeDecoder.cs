using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>Reads what a function passed to the Kafka output binding: an envelope of key, value and headers.</summary>
internal static class EnvelopeDecoder
{
    private static readonly JsonSerializerOptions Strict = new() { RespectRequiredConstructorParameters = true };

    /// <exception cref="JsonException">The text isn't a complete envelope.</exception>
    public static LogRecord Decode(string text)
    {
        var envelope = JsonSerializer.Deserialize<Envelope>(text, Strict)!;
        var headers = envelope.Headers.Select(header => new KafkaHeader { Key = header.Key, Value = Encoding.UTF8.GetBytes(header.Value) });
        return new(Encoding.UTF8.GetBytes(envelope.Key), Encoding.UTF8.GetBytes(envelope.Value), [.. headers]);
    }

    // All members are required: without one of them the Kafka extension publishes the envelope itself
    // (Azure/azure-functions-kafka-extension, Output/KafkaProducerAsyncCollector.cs).
    private sealed record Envelope(
        string Topic, int Partition, long Offset, DateTime Timestamp, string Key, string Value, KeyValuePair<string, string>[] Headers);
}
