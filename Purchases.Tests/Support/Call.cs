using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Core.Json;

namespace Purchases.Tests.Support;

/// <summary>One HTTP call without a server: its request is set up by the test, its answer kept in memory.</summary>
internal sealed class Call
{
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddLogging()
        .Configure<JsonOptions>(options => PurchaseJson.Configure(options.SerializerOptions))
        .BuildServiceProvider();

    private readonly Connection _connection = new();
    private readonly Answer _answer = new();

    public Call(string query = "", Stream? answerTo = null)
    {
        Context = new DefaultHttpContext { RequestServices = Services };
        Context.Features.Set<IHttpRequestLifetimeFeature>(_connection);
        Context.Features.Set<IHttpResponseFeature>(_answer);
        Context.Request.QueryString = new(query);
        Context.Response.Body = answerTo ?? new MemoryStream();
    }

    public HttpContext Context { get; }

    public HttpRequest Request => Context.Request;

    public int Status => Context.Response.StatusCode;

    public string? ContentType => Context.Response.ContentType;

    public IHeaderDictionary Headers => Context.Response.Headers;

    /// <summary>Whether the connection was cut by the app.</summary>
    public bool Aborted => _connection.Aborted;

    public string Body => Encoding.UTF8.GetString(((MemoryStream)Context.Response.Body).ToArray());

    public JsonElement Json => JsonElement.Parse(Body);

    public string? Detail => Json.GetProperty("detail").GetString();

    /// <summary>The answer to a call that only this result decides.</summary>
    public static async Task<Call> AnsweredByAsync(IResult result)
    {
        var call = new Call();
        await call.AnswerAsync(result);
        return call;
    }

    public async Task AnswerAsync(IResult result)
    {
        await result.ExecuteAsync(Context);
        await _answer.BeginAsync(Status);
        await Context.Response.CompleteAsync();
        await _answer.EndAsync();
    }

    /// <summary>A POST with this body, which tells its length beforehand like most clients do.</summary>
    public static Call Post(string body, string? contentType = "application/json") => Post(Encoding.UTF8.GetBytes(body), contentType);

    public static Call Post(byte[] body, string? contentType = "application/json")
    {
        var call = new Call();
        call.Request.Method = HttpMethods.Post;
        call.Request.ContentType = contentType;
        call.Request.ContentLength = body.Length;
        call.Request.Body = new MemoryStream(body);
        return call;
    }

    public void ClientLeaves() => _connection.Leave();

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        private readonly CancellationTokenSource _left = new();

        public Connection() => RequestAborted = _left.Token;

        public CancellationToken RequestAborted { get; set; }

        public bool Aborted { get; private set; }

        public void Abort() => Aborted = true;

        public void Leave() => _left.Cancel();
    }
}
