using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Purchases.Local.Import;

/// <summary>
/// The lines of a file of any size, one at a time. A line that is too long for an event is skipped without being buffered.
/// A key and a tab before the JSON, as `export` and kcat write them, are ignored: the event contains its key.
/// </summary>
internal static class JsonLines
{
    private static ReadOnlySpan<byte> Blanks => " \t\r"u8;

    // With the bytes of a byte order mark.
    private static ReadOnlySpan<byte> BlanksAndMark => " \t\r\uFEFF"u8;

    /// <summary>Blank lines are skipped, but counted.</summary>
    /// <exception cref="StartupException">The file is one JSON array or a pretty-printed object.</exception>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input, new(leaveOpen: true));
        var number = 1L;
        var tooLong = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (ToLine(rest.Slice(0, end), number, tooLong) is { } line) yield return line;
                (number, tooLong) = (number + 1, false);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (ToLine(rest, number, tooLong) is { } last) yield return last;
                yield break;
            }

            if (tooLong || rest.Length > Limits.EventBytesMax)
            {
                tooLong = true;
                rest = rest.Slice(rest.End);
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static JsonLine? ToLine(ReadOnlySequence<byte> bytes, long number, bool tooLong)
    {
        if (tooLong || bytes.Length > Limits.EventBytesMax + 1) return new(number, 0, null);

        var line = bytes.ToArray().AsSpan().TrimEnd(Blanks);
        ReadOnlySpan<byte> json = WithoutKey(line.TrimStart(BlanksAndMark));
        if (json.IsEmpty) return null;
        if (number == 1 && (json.StartsWith("["u8) || json.SequenceEqual("{"u8)))
        {
            var (found, filter) = json[0] == '[' ? ("an array", "'.[]'") : ("a pretty-printed object", "'.'");
            throw new StartupException(
                $"One JSON object per line is expected, but line {number} starts {found}. Convert the file with jq -c {filter}.");
        }

        return new(number, line.Length - json.Length, json.ToArray());
    }

    private static ReadOnlySpan<byte> WithoutKey(ReadOnlySpan<byte> line)
    {
        // One JSON object may also contain a tab, between its tokens.
        var isObject = line.StartsWith("{"u8) && line[1..].TrimStart(Blanks) is [(byte)'"' or (byte)'}', ..];
        var tab = isObject ? -1 : line.IndexOf("\t{"u8);
        return line[(tab + 1)..];
    }
}

/// <param name="Number">From 1.</param>
/// <param name="Indent">The number of bytes before the JSON.</param>
/// <param name="Json">Null when the line is longer than <see cref="Limits.EventBytesMax"/>.</param>
internal readonly record struct JsonLine(long Number, int Indent, byte[]? Json);
