using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Purchases.Functions.Mongo;

/// <summary>Reads each document by itself, so that one which can't be read doesn't make the whole answer unreadable.</summary>
internal sealed class FoundDocumentSerializer : SerializerBase<FoundDocument>
{
    public static readonly FoundDocumentSerializer Instance = new();

    private static readonly BsonBinaryReaderSettings Strict = new();
    private static readonly BsonBinaryReaderSettings Lenient = new() { Encoding = new UTF8Encoding(false) };

    public override FoundDocument Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        using var bytes = context.Reader.ReadRawBsonDocument();
        var content = Read(bytes, Strict, reader => BsonDocumentSerializer.Instance.Deserialize(RootOf(reader)));
        var id = content is null ? Read(bytes, Lenient, ReadId) : content.GetValue(PurchaseDocument.Id, BsonNull.Value);
        return new(content, id ?? BsonNull.Value);
    }

    private static T? Read<T>(IByteBuffer bytes, BsonBinaryReaderSettings settings, Func<BsonBinaryReader, T?> read)
        where T : class
    {
        using var stream = new ByteBufferStream(bytes, ownsBuffer: false);
        using var reader = new BsonBinaryReader(stream, settings);
        try
        {
            return read(reader);
        }
        catch (Exception)
        {
            // All bytes have been received, so a failure concerns this document alone.
            return null;
        }
    }

    private static BsonValue? ReadId(BsonBinaryReader reader)
    {
        reader.ReadStartDocument();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
        {
            if (reader.ReadName() == PurchaseDocument.Id) return BsonValueSerializer.Instance.Deserialize(RootOf(reader));
            reader.SkipValue();
        }

        return null;
    }

    private static BsonDeserializationContext RootOf(BsonBinaryReader reader) => BsonDeserializationContext.CreateRoot(reader);
}
