using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Purchases.Core.Json;

/// <summary>Reads one JSON object, and nothing but it, from bytes that anyone may have sent. Never throws, whatever the bytes.</summary>
internal static class JsonObjectReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static bool TryRead<T>(ReadOnlySpan<byte> utf8, ref T members, [NotNullWhen(false)] out ReadFault? fault)
        where T : IJsonMembers, allows ref struct
    {
        fault = null;
        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        if (utf8.IsEmpty) fault = new(RejectionCode.Empty, "it is empty, where a JSON object was expected");
        else if (!Utf8.IsValid(utf8)) fault = new(RejectionCode.NotUtf8, "it is not UTF-8, which JSON must be");
        if (fault is not null) return false;

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
                var kind = JsonKind.Of(ref reader);
                reader.Skip();
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
            // A test holds JsonSyntax to what System.Text.Json refuses; if they differed all the same, the place in bytes would still help.
            var syntax = JsonSyntax.Find(utf8);
            var why = syntax?.ToString() ?? $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} can't stand there";
            fault = new(RejectionCode.InvalidJson, $"it is not JSON: {why}") { Syntax = syntax };
        }

        return fault is null;
    }
}
