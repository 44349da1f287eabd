using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>
/// The short way for an envelope as this app writes it: each member in its place and of its usual kind. Every other text is left to
/// <see cref="EnvelopeDecoder"/>, and on those that are taken the two agree.
/// </summary>
internal static class WrittenEnvelope
{
    public static bool TryDecode(string text, [NotNullWhen(true)] out LogRecord? record)
    {
        record = null;
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            // Half a surrogate pair has no bytes.
            if (Utf8.FromUtf16(text, utf8, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done) return false;

            var reader = new Utf8JsonReader(utf8.AsSpan(0, length));
            record = Read(ref reader);
            return record is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or an escape that is half a surrogate pair.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    private static LogRecord? Read(ref Utf8JsonReader reader)
    {
        if (!Next(ref reader, JsonTokenType.StartObject) ||
            !Member(ref reader, "Topic"u8, JsonTokenType.String) ||
            !Member(ref reader, "Partition"u8, JsonTokenType.Number) || !reader.ValueSpan.SequenceEqual("0"u8) ||
            !Member(ref reader, "Offset"u8, JsonTokenType.Number) ||
            !Member(ref reader, "Timestamp"u8, JsonTokenType.String) || !IsTime(reader.ValueSpan) ||
            !Member(ref reader, "Key"u8, JsonTokenType.String))
        {
            return null;
        }

        var key = Bytes(ref reader);
        if (!Member(ref reader, "Value"u8, JsonTokenType.String)) return null;

        var value = Bytes(ref reader);
        if (!Member(ref reader, "Headers"u8, JsonTokenType.StartArray)) return null;

        List<KafkaHeader>? headers = null;
        while (Next(ref reader, JsonTokenType.StartObject))
        {
            if (!Member(ref reader, "Key"u8, JsonTokenType.String)) return null;

            var header = new KafkaHeader { Key = reader.GetString() };
            if (!Member(ref reader, "Value"u8, JsonTokenType.String)) return null;

            header.Value = Bytes(ref reader);
            if (!Next(ref reader, JsonTokenType.EndObject)) return null;

            (headers ??= []).Add(header);
        }

        return reader.TokenType == JsonTokenType.EndArray && Next(ref reader, JsonTokenType.EndObject) && !reader.Read()
            ? new(key, value, headers ?? (IReadOnlyList<KafkaHeader>)[])
            : null;
    }

    private static bool Next(ref Utf8JsonReader reader, JsonTokenType type) => reader.Read() && reader.TokenType == type;

    private static bool Member(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, JsonTokenType type) =>
        Next(ref reader, JsonTokenType.PropertyName) && reader.ValueSpan.SequenceEqual(name) && Next(ref reader, type);

    // A time zone can move a moment of the first or the last year out of what a DateTime holds; in this millennium it can't.
    private static bool IsTime(ReadOnlySpan<byte> text) => text.StartsWith((byte)'2') && EventTimestamp.TryParseWritten(text, out _);

    private static byte[] Bytes(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan.ToArray();

        var unescaped = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return unescaped[..reader.CopyString(unescaped)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(unescaped);
        }
    }
}
