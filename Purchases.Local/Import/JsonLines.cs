using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Purchases.Core;

namespace Purchases.Local.Import;

/// <summary>
/// The lines of a file of any size, one at a time, in bounded memory: a line that is too long for an event is passed over, not gathered.
/// </summary>
internal static class JsonLines
{
    private static ReadOnlySpan<byte> Blanks => " \t\r"u8;

    /// <summary>Blank lines are left out, but counted.</summary>
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
        var json = line.TrimStart(Blanks);
        return json.IsEmpty ? null : new(number, line.Length - json.Length, json.ToArray());
    }
}

/// <param name="Number">From 1.</param>
/// <param name="Indent">How many blanks stand before the JSON.</param>
/// <param name="Json">Null when the line is longer than <see cref="Limits.EventBytesMax"/>.</param>
internal readonly record struct JsonLine(long Number, int Indent, byte[]? Json);
