using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core.Json;

internal sealed class EventTimestampConverter : JsonConverter<EventTimestamp>
{
    public override EventTimestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EventTimestamp.TryParse(reader.GetString(), out var timestamp)
            ? timestamp
            : throw new JsonException("Not a date and time of ISO 8601's extended form.");

    public override void Write(Utf8JsonWriter writer, EventTimestamp value, JsonSerializerOptions options)
    {
        Span<byte> utf8 = stackalloc byte[EventTimestamp.TextLength];
        value.Format(utf8);
        writer.WriteStringValue(utf8);
    }
}
