using System.Text;

namespace Purchases.Benchmarks.Load;

/// <summary>Requests as they go over the wire.</summary>
internal static class Requests
{
    private const int Users = 1024;

    /// <summary>A buy of each of 1,024 users.</summary>
    public static IReadOnlyList<byte[]> Buys(Uri server) => [.. Enumerable.Range(0, Users).Select(user => Buy(server, user))];

    public static byte[] Get(Uri server, string pathAndQuery) =>
        Encoding.ASCII.GetBytes($"GET {pathAndQuery} HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n");

    public static string BuyJson(int user) => $$"""{"userId":"u{{user}}","itemId":"i{{user % 100}}","quantity":{{1 + (user % 9)}}}""";

    private static byte[] Buy(Uri server, int user)
    {
        var body = BuyJson(user);
        return Encoding.ASCII.GetBytes(
            $"POST /buy HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\n" +
            $"Content-Length: {body.Length}\r\n\r\n{body}");
    }
}
