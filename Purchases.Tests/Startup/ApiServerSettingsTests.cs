using System.Net;
using System.Net.Sockets;
using System.Text;
using Purchases.Functions.Startup;

namespace Purchases.Tests.Startup;

public sealed class ApiServerSettingsTests
{
    [Theory]
    [InlineData("http://localhost:8000", "http://localhost:8000/")]
    [InlineData("https://shop.test/api", "https://shop.test/api/")]
    [InlineData("https://shop.test/api/", "https://shop.test/api/")]
    public void A_path_in_the_url_is_kept(string url, string baseAddress) => Assert.Equal(new Uri(baseAddress), Read(url)!.Url);

    [Theory]
    [InlineData("localhost:8000")]
    [InlineData("ftp://localhost")]
    [InlineData("http://")]
    [InlineData("not a url")]
    public void A_malformed_url_is_named_without_its_value(string url)
    {
        var fault = Assert.Throws<SettingsException>(() => Read(url));

        Assert.StartsWith("API_SERVER_URL ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(url, fault.Message.Replace("http://localhost:8000", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("schlüssel")]
    public void A_malformed_key_is_named_without_its_value(string key)
    {
        var fault = Assert.Throws<SettingsException>(() => Read("http://localhost:8000", key));

        Assert.StartsWith("API_SERVER_KEY ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_key_is_sent_nowhere_else()
    {
        using var elsewhere = new RawServer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        using var server = new RawServer($"HTTP/1.1 302 Found\r\nLocation: {elsewhere.Url}\r\nContent-Length: 0\r\n\r\n");
        var answer = await AnswerAsync(server.Url, "s3cret");

        Assert.Equal(502, answer.Status);
        Assert.Equal("The api server answered 302 instead of 200.", answer.Detail);
        Assert.Contains("x-functions-key: s3cret\r\n", server.Requests.Single(), StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    private static ApiServerSettings? Read(string? url, string? key = null) =>
        ApiServerSettings.Read(Settings.Of(("API_SERVER_URL", url), ("API_SERVER_KEY", key)));

    private static Task<Call> AnswerAsync(string url, string? key = null) =>
        Call.AnsweredByAsync(Read(url, key)!.Connect(TimeProvider.System).List(new("u1", null, null)));

    /// <summary>A server on loopback that says the same to everyone and hangs up.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly byte[] _answer;

        public RawServer(string answer)
        {
            _answer = Encoding.ASCII.GetBytes(answer);
            _listener.Start();
            Url = $"http://{_listener.LocalEndpoint}";
            _ = ServeAsync();
        }

        public string Url { get; }

        public List<string> Requests { get; } = [];

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    var buffer = new byte[4096];
                    var read = await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false);
                    Requests.Add(Encoding.ASCII.GetString(buffer, 0, read));
                    await stream.WriteAsync(_answer);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
