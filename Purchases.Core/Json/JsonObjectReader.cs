using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Purchases.Core.Json;

/// <summary>The members of a JSON object.</summary>
internal interface IJsonMembers
{
    /// <summary>Reads to the end of the object at which the reader is positioned.</summary>
    /// <exception cref="JsonException">It isn't JSON.</exception>
    void Read(ref Utf8JsonReader reader);

    /// <summary>Everything that is wrong with the object; null if nothing is.</summary>
    /// <param name="json">The whole text, which is read again for hints if something is wrong.</param>
    ReadFault? Fault(ReadOnlySpan<byte> json);
}

/// <summary>Reads exactly one JSON object from untrusted bytes. Never throws.</summary>
internal static class JsonObjectReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static bool TryRead<T>(ReadOnlySpan<byte> utf8, ref T members, [NotNullWhen(false)] out ReadFault? fault)
        where T : IJsonMembers, allows ref struct
    {
        fault = EncodingFault(utf8);
        if (fault is not null) return false;

        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        if (utf8.IsEmpty)
        {
            fault = new(RejectionCode.Empty, "it is empty, where a JSON object was expected");
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(utf8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                members.Read(ref reader);
                fault = members.Fault(utf8);
            }
            else
            {
                var kind = JsonText.Skip(ref reader);
                fault = new(
                    RejectionCode.NotAnObject,
                    $"it is not a JSON object, but {kind}",
                    new Dictionary<string, string[]>(StringComparer.Ordinal) { ["$"] = [$"must be a JSON object, but is {kind}"] });
            }

            // One more read: nothing but white space may follow.
            reader.Read();
        }
        catch (JsonException e)
        {
            // Only the position: the exception's message may quote the text.
            var (line, at) = (e.LineNumber + 1, e.BytePositionInLine + 1);
            fault = new(RejectionCode.InvalidJson, $"it is not valid JSON (line {line}, byte {at})") { InvalidByte = at };
        }

        return fault is null;
    }

    // Recognises other formats that producers are known to send by their first bytes. Positions count from 1.
    private static ReadFault? EncodingFault(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0, _, _, _, _, (byte)'{', ..] => new(
            RejectionCode.InvalidJson,
            "it is not valid JSON: a schema registry serializer put five bytes (Confluent's wire format) before it"),
        [0x1F, 0x8B, ..] => new(RejectionCode.NotUtf8, "it is not UTF-8 but compressed with gzip"),
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [(byte)'{', 0, ..] or [0, (byte)'{', ..] =>
            new(RejectionCode.NotUtf8, "it is not UTF-8 but UTF-16"),
        _ when Utf8.IsValid(bytes) => null,
        _ => new(RejectionCode.NotUtf8, $"it is not UTF-8, which JSON must be (byte {ValidBytes(bytes) + 1})"),
    };

    private static int ValidBytes(ReadOnlySpan<byte> bytes)
    {
        Utf8.ToUtf16(bytes, new char[bytes.Length], out var valid, out _, replaceInvalidSequences: false);
        return valid;
    }
}
