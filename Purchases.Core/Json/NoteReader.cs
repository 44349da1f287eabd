using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>Reads the body of a dismissal, <c>{"note":"…"}</c>. Never throws, whatever the bytes.</summary>
public static class NoteReader
{
    /// <param name="note">Null when there is none: no body, no member, null or an empty text.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out string? note, [NotNullWhen(false)] out ReadFault? fault)
    {
        var members = default(NoteMembers);
        note = null;
        fault = null;
        if (!utf8.IsEmpty && !JsonObjectReader.TryRead(utf8, ref members, out fault)) return false;

        note = members.Note is { Length: > 0 } text ? text : null;
        return true;
    }

    private struct NoteMembers : IJsonMembers
    {
        private string? _fault;

        public string? Note { get; private set; }

        public void Read(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isNote = JsonText.Unescaped(ref reader).SequenceEqual("note"u8);
                reader.Read();
                if (isNote) (Note, _fault) = ReadNote(ref reader);
                else reader.Skip();
            }
        }

        public readonly ReadFault? Fault(ReadOnlySpan<byte> json) => _fault is null ? null : new(
            RejectionCode.InvalidMember,
            $"note {_fault}",
            new Dictionary<string, string[]>(StringComparer.Ordinal) { ["note"] = [_fault] });

        private static (string? Note, string? Fault) ReadNote(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Null) return (null, null);
            if (reader.TokenType != JsonTokenType.String)
            {
                var kind = JsonKind.Of(ref reader);
                reader.Skip();
                return (null, $"must be a string, but is {kind}");
            }

            try
            {
                var text = reader.GetString()!;
                return TextRules.NoteFault(text) is { } fault ? (null, fault) : (text, null);
            }
            catch (InvalidOperationException)
            {
                // The bytes are valid UTF-8, so an escape is an unpaired surrogate.
                return (null, "must not contain an unpaired surrogate");
            }
        }
    }
}
