using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>Reads the body of a dismissal, <c>{"note":"…"}</c>. Never throws.</summary>
public static class NoteReader
{
    /// <param name="note">Null if there is none: no body, no member, null or an empty text.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out string? note, [NotNullWhen(false)] out ReadFault? fault)
    {
        var members = default(NoteMembers);
        note = null;
        fault = null;
        if (!utf8.IsEmpty && !JsonObjectReader.TryRead(utf8, ref members, out fault)) return false;

        note = members.Note.Value is { Length: > 0 } text ? text : null;
        return true;
    }

    private struct NoteMembers : IJsonMembers
    {
        public Member<string> Note;

        public void Read(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isNote = JsonText.Unescaped(ref reader).SequenceEqual("note"u8);
                reader.Read();
                if (!isNote) reader.Skip();
                else if (reader.TokenType == JsonTokenType.Null) Note = default;
                else Note = MemberReader.ReadText(ref reader, TextRules.NoteFault);
            }
        }

        public readonly ReadFault? Fault(ReadOnlySpan<byte> json) => Note.Fault is null ? null : new(
            RejectionCode.InvalidMember,
            $"note {Note.Fault}",
            new Dictionary<string, string[]>(StringComparer.Ordinal) { ["note"] = [Note.Fault] });
    }
}
