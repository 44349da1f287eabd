using System.Buffers.Text;

namespace Purchases.Benchmarks.Load;

/// <summary>
/// Finds the end of one HTTP/1.1 response after another in whatever pieces they arrive (RFC 9112, sections 6 and 7), and no more than that:
/// it shares the processors with the server that it measures.
/// </summary>
internal sealed class ResponseReader
{
    private const int HeadBytesMax = 8 * 1024;

    private readonly byte[] _head = new byte[HeadBytesMax];
    private int _headLength;
    private Part _part;

    // Bytes left of the part; while a chunk's size is read, the size so far. In the trailer, the length of the line.
    private long _left;

    /// <summary>Of the response that is read, or was read last.</summary>
    public int Status { get; private set; }

    /// <summary>Bytes of its body so far, without the framing of chunks.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>Reads on.</summary>
    /// <returns>Whether the response is complete. The next piece then belongs to the next one.</returns>
    /// <exception cref="InvalidDataException">It is no response, one whose end can't be told, or more than one.</exception>
    public bool Read(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty && _part != Part.Complete)
        {
            piece = _part switch
            {
                Part.Head => ReadHead(piece),
                Part.Body or Part.Chunk => ReadBody(piece),
                Part.ChunkSize => ReadChunkSize(piece),
                Part.ChunkEnd => Skip(piece, Part.ChunkSize),
                _ => ReadTrailer(piece),
            };
        }

        if (_part != Part.Complete) return false;
        if (!piece.IsEmpty) throw new InvalidDataException("More was answered than was asked for.");
        (_part, _headLength) = (Part.Head, 0);
        return true;
    }

    private ReadOnlySpan<byte> ReadHead(ReadOnlySpan<byte> piece)
    {
        // The head of nearly every response comes in one piece, and is read where it lies.
        if (_headLength == 0 && piece.IndexOf("\r\n\r\n"u8) is >= 0 and var end)
        {
            Interpret(piece[..(end + 2)]);
            return piece[(end + 4)..];
        }

        var before = _headLength;
        var taken = Math.Min(piece.Length, HeadBytesMax - before);
        piece[..taken].CopyTo(_head.AsSpan(before));
        _headLength += taken;
        var head = _head.AsSpan(0, _headLength).IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return _headLength < HeadBytesMax ? [] : throw new InvalidDataException(
                $"The head of a response is longer than {HeadBytesMax} bytes.");

        Interpret(_head.AsSpan(0, head + 2));
        return piece[(head + 4 - before)..];
    }

    // HTTP/1.1 202 Accepted, and the two headers that say where the body ends; each line still has its end.
    private void Interpret(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out var digits) || digits != 3)
            throw new InvalidDataException("The answer doesn't begin as an HTTP/1.1 response does.");

        (Status, BodyBytes) = (status, 0);
        var length = status is 204 or 304 ? 0L : -1;
        var chunked = false;
        for (var next = head.IndexOf((byte)'\n'); next >= 0; next = head.IndexOf((byte)'\n'))
        {
            head = head[(next + 1)..];
            if (ValueOf(head, "content-length:"u8) is { IsEmpty: false } text && Utf8Parser.TryParse(text, out long parsed, out _))
                length = parsed;
            else if (ValueOf(head, "transfer-encoding:"u8).StartsWith("chunked"u8)) chunked = true;
        }

        (_part, _left) = chunked ? (Part.ChunkSize, 0)
            : length > 0 ? (Part.Body, length)
            : length == 0 ? (Part.Complete, 0)
            : throw new InvalidDataException("A response has neither a length nor chunks.");
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lowerCaseName)
    {
        if (line.Length < lowerCaseName.Length) return [];
        for (var i = 0; i < lowerCaseName.Length; i++)
        {
            if ((line[i] | 0x20) != (lowerCaseName[i] | 0x20)) return [];
        }

        return line[lowerCaseName.Length..].TrimStart((byte)' ');
    }

    private ReadOnlySpan<byte> ReadBody(ReadOnlySpan<byte> piece)
    {
        BodyBytes += Math.Min(_left, piece.Length);
        return _part == Part.Body ? Skip(piece, Part.Complete) : Skip(piece, Part.ChunkEnd);
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> piece, Part then)
    {
        var skipped = (int)Math.Min(_left, piece.Length);
        _left -= skipped;
        if (_left == 0) (_part, _left) = (then, then == Part.ChunkEnd ? 2 : 0);
        return piece[skipped..];
    }

    private ReadOnlySpan<byte> ReadChunkSize(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (piece[i] == '\n')
            {
                _part = _left > 0 ? Part.Chunk : Part.Trailer;
                return piece[(i + 1)..];
            }

            if (piece[i] == '\r') continue;
            if (!char.IsAsciiHexDigit((char)piece[i]) || _left > int.MaxValue)
                throw new InvalidDataException("A chunk's size can't be read.");
            _left = (_left << 4) + HexValue(piece[i]);
        }

        return [];
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    // Lines up to an empty one.
    private ReadOnlySpan<byte> ReadTrailer(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (piece[i] == '\r') continue;
            if (piece[i] != '\n')
            {
                _left++;
            }
            else if (_left == 0)
            {
                _part = Part.Complete;
                return piece[(i + 1)..];
            }
            else
            {
                _left = 0;
            }
        }

        return [];
    }

    private enum Part
    {
        Head,
        Body,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailer,
        Complete,
    }
}
