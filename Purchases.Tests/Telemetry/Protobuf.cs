using System.Text;

namespace Purchases.Tests.Telemetry;

/// <summary>As much of the protobuf wire format as reading OTLP takes: the fields of a message by their numbers.</summary>
internal sealed class Protobuf
{
    private readonly List<(int Number, byte[] Bytes)> _fields = [];

    public Protobuf(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var start = at;
            var length = (tag & 7) switch
            {
                0 => SkipVarint(),
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                var type => throw new InvalidDataException($"wire type {type}"),
            };
            if ((tag & 7) == 2) start = at;
            at = start + length;
            _fields.Add(((int)(tag >> 3), message[start..at]));

            int SkipVarint()
            {
                Varint(message, ref at);
                return at - start;
            }
        }
    }

    /// <summary>The messages at the end of this path of field numbers.</summary>
    public IEnumerable<Protobuf> All(params int[] path) =>
        path.Length == 0 ? [this] : Bytes(path[0]).SelectMany(bytes => new Protobuf(bytes).All(path[1..]));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).SingleOrDefault() ?? []);

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).SingleOrDefault() ?? []);

    private IEnumerable<byte[]> Bytes(int number) => _fields.Where(field => field.Number == number).Select(field => field.Bytes);

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}
