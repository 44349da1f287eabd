using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
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
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Needed = ["Offset", "Partition", "Topic", "Timestamp", "Value", "Headers"];

    public static LogRecord Decode(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object &&
                Array.TrueForAll(Needed, name => json.RootElement.TryGetProperty(name, out _)))
                return FromEnvelope(json.RootElement);
        }
        catch (Exception e) when (
            e is JsonException or FormatException or OverflowException or InvalidOperationException or ArgumentException)
        {
            // The extension swallows every error the same way and publishes the envelope itself; the recorder will reject that.
        }

        return new(null, Encoding.UTF8.GetBytes(text), []);
    }

    private static LogRecord FromEnvelope(JsonElement envelope)
    {
        // Neither value is used, but the extension takes an envelope in which one of them can't be read for a plain value.
        _ = DateTime.Parse(Text(envelope.GetProperty("Timestamp"))
            ?? throw new FormatException("null is no time"), CultureInfo.InvariantCulture);
        _ = int.Parse(Text(envelope.GetProperty("Partition"))
            ?? throw new FormatException("null is no partition"), CultureInfo.InvariantCulture);

        var headers = envelope.GetProperty("Headers").EnumerateArray().Select(header => new KafkaHeader
        {
            Key = Member(header, "Key") ?? throw new FormatException("A header needs a key."),
            Value = Encoding.UTF8.GetBytes(Member(header, "Value") ?? throw new FormatException("A header needs a value.")),
        }).ToList();
        var value = envelope.GetProperty("Value");

        // The extension takes an object for the value only beside a Key, and serialises it once more.
        var text = value.ValueKind == JsonValueKind.Object && envelope.TryGetProperty("Key", out _) ? JsonSerializer.Serialize(
            value, Relaxed) : Text(value);
        return new(Bytes(Member(envelope, "Key")), Bytes(text), headers);
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static string? Member(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? Text(member) : null;

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => throw new FormatException($"{element.ValueKind} is no text."),
    };
}
