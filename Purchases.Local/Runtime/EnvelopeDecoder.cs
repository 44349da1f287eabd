using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>
/// Takes what a function gave the Kafka output binding apart by the extension's rules (Azure/azure-functions-kafka-extension,
/// Output/KafkaProducerAsyncCollector.cs): text that isn't a whole envelope is the value itself, without a key.
/// </summary>
internal static class EnvelopeDecoder
{
    private static readonly string[] Needed = ["Offset", "Partition", "Topic", "Timestamp", "Value", "Headers"];

    public static LogRecord Decode(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object && Array.TrueForAll(Needed, name => json.RootElement.TryGetProperty(name, out _)))
                return FromEnvelope(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // The extension swallows every error the same way and publishes the envelope itself; the recorder will reject that.
        }

        return new(null, Encoding.UTF8.GetBytes(text), []);
    }

    private static LogRecord FromEnvelope(JsonElement envelope)
    {
        // Neither is used further on, yet one that can't be read spoils the envelope.
        _ = DateTime.Parse(Text(envelope.GetProperty("Timestamp")) ?? throw new FormatException("null is no time"), CultureInfo.InvariantCulture);
        _ = int.Parse(Text(envelope.GetProperty("Partition")) ?? throw new FormatException("null is no partition"), CultureInfo.InvariantCulture);

        var headers = envelope.GetProperty("Headers").EnumerateArray().Select(header => new KafkaHeader
        {
            Key = Text(header.GetProperty("Key")) ?? throw new FormatException("A header needs a key."),
            Value = Bytes(header.GetProperty("Value")) ?? throw new FormatException("A header needs a value."),
        }).ToList();
        var key = envelope.TryGetProperty("Key", out var keyElement) ? Bytes(keyElement) : null;
        var value = envelope.GetProperty("Value");
        return new(key, value.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(value.GetRawText()) : Bytes(value), headers);
    }

    private static byte[]? Bytes(JsonElement element) => Text(element) is { } text ? Encoding.UTF8.GetBytes(text) : null;

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => throw new FormatException($"{element.ValueKind} is no text."),
    };
}
