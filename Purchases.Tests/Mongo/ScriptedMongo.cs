using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

/// <summary>
/// A MongoDB server that speaks the wire protocol and gives the answers that a test chooses, such as failures that a real one seldom has.
/// </summary>
internal sealed class ScriptedMongo : IAsyncDisposable
{
    // mongodb/specifications, source/message/OP_MSG.md; a client's first hello still comes as an OP_QUERY.
    private const int OpReply = 1;
    private const int OpQuery = 2004;
    private const int OpMessage = 2013;
    private const int HeaderBytes = 16;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, Func<BsonDocument, BsonDocument?>> _answers = new();
    private readonly ConcurrentQueue<BsonDocument> _received = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _wireVersion;
    private readonly List<MongoConnection> _connections = [];

    /// <param name="wireVersion">Of the newest protocol that it speaks; 25 is MongoDB 8.0's.</param>
    public ScriptedMongo(int wireVersion = 25)
    {
        _wireVersion = wireVersion;
        _listener.Start();
        string[] timeouts = ["serverSelectionTimeoutMS", "connectTimeoutMS", "waitQueueTimeoutMS", "socketTimeoutMS"];
        Uri = $"mongodb://{_listener.LocalEndpoint}/?directConnection=true" +
            string.Concat(timeouts.Select(timeout => $"&{timeout}={Eventually.Deadline.TotalMilliseconds}"));
        _ = AcceptAsync();
    }

    /// <summary>For MONGO_URI. Time-outs are long: a busy machine may be slow to connect.</summary>
    public string Uri { get; }

    public static BsonDocument Ok => new("ok", 1);

    public static BsonDocument Error(int code) => new() { { "ok", 0 }, { "code", code }, { "errmsg", "as the test wants it" } };

    /// <summary>What find answers when that is all. In a text \uFFFF stands for bytes that aren't UTF-8.</summary>
    public static BsonDocument Found(params IEnumerable<BsonDocument> documents) => Batch("firstBatch", cursor: 0, documents);

    /// <summary>What find answers when there is more, which this cursor gets.</summary>
    public static BsonDocument FoundFirst(long cursor, params IEnumerable<BsonDocument> documents) =>
        Batch("firstBatch", cursor, documents);

    /// <summary>What getMore answers; cursor 0 is the end.</summary>
    public static BsonDocument FoundNext(long cursor, params IEnumerable<BsonDocument> documents) => Batch("nextBatch", cursor, documents);

    /// <summary>From now on this command is answered so; null is no answer at all. What no test speaks of is answered with ok.</summary>
    public void Answers(string command, Func<BsonDocument, BsonDocument?> answer) => _answers[command] = answer;

    /// <summary>These commands have come, in their order.</summary>
    public IReadOnlyList<BsonDocument> Received(string command) => [.. _received.Where(one => one.GetElement(0).Name == command)];

    /// <param name="options">Of the connection string.</param>
    /// <param name="time">By which calls end; null for a clock that doesn't advance, so that a busy machine may be slow.</param>
    public MongoConnection Connect(string options = "readPreference=primary", TimeProvider? time = null)
    {
        _connections.Add(new(MongoSettings.Read(Settings.Of(("MONGO_URI", $"{Uri}&{options}"))), time ?? Some.Clock()));
        return _connections[^1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) connection.Dispose();
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static BsonDocument Batch(string name, long cursor, IEnumerable<BsonDocument> documents) => new()
    {
        { "cursor", new BsonDocument { { name, new BsonArray(documents) }, { "id", cursor }, { "ns", "d.c" } } },
        { "ok", 1 },
    };

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var serving = client;
        var stream = client.GetStream();
        var header = new byte[HeaderBytes];
        while (true)
        {
            await stream.ReadExactlyAsync(header, _stop.Token);
            var body = new byte[BitConverter.ToInt32(header) - HeaderBytes];
            await stream.ReadExactlyAsync(body, _stop.Token);
            var (request, operation) = (BitConverter.ToInt32(header, 4), BitConverter.ToInt32(header, 12));
            if (Answer(operation == OpQuery ? ReadQuery(body) : ReadMessage(body)) is { } answer)
                await stream.WriteAsync(Reply(answer, request, operation == OpQuery), _stop.Token);
        }
    }

    private BsonDocument? Answer(BsonDocument command)
    {
        var name = command.GetElement(0).Name;
        if (name is "hello" or "isMaster" or "ismaster")
        {
            return new()
            {
                { "isWritablePrimary", true }, { "ismaster", true }, { "helloOk", true }, { "ok", 1 },

                // Drivers send read preferences to a mongos.
                { "msg", "isdbgrid" },
                { "minWireVersion", 0 }, { "maxWireVersion", _wireVersion },
                { "maxBsonObjectSize", 16 * 1024 * 1024 }, { "maxMessageSizeBytes", 48_000_000 }, { "maxWriteBatchSize", 100_000 },
            };
        }

        _received.Enqueue(command);
        return _answers.TryGetValue(name, out var answer) ? answer(command) : Ok;
    }

    // Flags, the collection's name, two numbers, the command.
    private static BsonDocument ReadQuery(byte[] body)
    {
        var at = Array.IndexOf(body, (byte)0, 4) + 1 + 8;
        return ReadDocument(body, ref at);
    }

    // Flags, then sections: the command, or documents that belong into a member of it.
    private static BsonDocument ReadMessage(byte[] body)
    {
        var at = 4;
        BsonDocument command = [];
        while (at < body.Length)
        {
            if (body[at++] == 0)
            {
                command.AddRange(ReadDocument(body, ref at));
                continue;
            }

            var end = at + BitConverter.ToInt32(body, at);
            var name = System.Text.Encoding.UTF8.GetString(body.AsSpan(at + 4, Array.IndexOf(body, (byte)0, at + 4) - at - 4));
            at += 4 + name.Length + 1;
            var documents = new BsonArray();
            while (at < end) documents.Add(ReadDocument(body, ref at));
            command[name] = documents;
        }

        return command;
    }

    private static BsonDocument ReadDocument(byte[] body, ref int at)
    {
        var length = BitConverter.ToInt32(body, at);
        using var reader = new BsonBinaryReader(new MemoryStream(body, at, length));
        at += length;
        return BsonSerializer.Deserialize<BsonDocument>(reader);
    }

    private static byte[] Reply(BsonDocument answer, int request, bool toQuery)
    {
        byte[] middle = toQuery ? new byte[20] : new byte[5];
        if (toQuery) middle[16] = 1;
        var document = answer.ToBson();
        while (document.AsSpan().IndexOf("\uFFFF"u8) is >= 0 and var at) document.AsSpan(at, 3).Fill(0xFF);

        using var reply = new MemoryStream();
        int[] header = [HeaderBytes + middle.Length + document.Length, 0, request, toQuery ? OpReply : OpMessage];
        foreach (var number in header) reply.Write(BitConverter.GetBytes(number));
        reply.Write(middle);
        reply.Write(document);
        return reply.ToArray();
    }
}
