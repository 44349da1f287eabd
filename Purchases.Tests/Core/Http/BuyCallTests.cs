using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

public sealed class BuyCallTests
{
    [Theory]
    [InlineData("Application/JSON")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/problem+JSON; charset=utf-8")]
    public async Task Every_JSON_content_type_is_accepted(string contentType) =>
        Assert.NotNull(await ReadAsync(Call.Post(Some.BuyJson, contentType)));

    [Theory]
    [InlineData("application/jsonp")]
    [InlineData("application/vnd.shop+jsonl")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("json")]
    [InlineData("application/json, text/plain")]
    [InlineData(" ")]
    public async Task Another_content_type_is_rejected(string contentType)
    {
        var answer = await RejectionAsync(Call.Post(Some.BuyJson, contentType));

        Assert.Equal(StatusCodes.Status415UnsupportedMediaType, answer.Status);
        Assert.Contains("Content-Type", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_64_KiB_is_accepted()
    {
        var padding = new string(' ', Limits.BuyBodyBytesMax - Some.BuyJson.Length);

        Assert.NotNull(await ReadAsync(Call.Post(Some.BuyJson + padding)));
        Assert.NotNull(await ReadAsync(InPieces(Encoding.UTF8.GetBytes(Some.BuyJson + padding))));
    }

    [Fact]
    public async Task A_larger_body_is_rejected_before_it_is_read()
    {
        var call = Call.Post(new byte[Limits.BuyBodyBytesMax + 1]);
        var body = (MemoryStream)call.Request.Body;

        Assert.Equal(StatusCodes.Status413PayloadTooLarge, (await RejectionAsync(call)).Status);
        Assert.Equal(0, body.Position);
    }

    [Fact]
    public async Task A_larger_body_of_unknown_length_is_rejected_and_not_read_to_its_end()
    {
        var call = InPieces(new byte[100 * Limits.BuyBodyBytesMax]);

        Assert.Equal(StatusCodes.Status413PayloadTooLarge, (await RejectionAsync(call)).Status);
        Assert.InRange(call.Request.Body.Position, Limits.BuyBodyBytesMax + 1, 2 * Limits.BuyBodyBytesMax);
    }

    [Fact]
    public async Task A_rejected_body_can_be_drained_by_the_server()
    {
        var pipe = new Pipe(new(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(new byte[Limits.BuyBodyBytesMax + 1]);
        var call = InPieces([]);
        call.Context.Features.Set<IRequestBodyPipeFeature>(new BodyPipe(pipe.Reader));

        Assert.Equal(StatusCodes.Status413PayloadTooLarge, (await RejectionAsync(call)).Status);
        Assert.False(pipe.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("\"open")]
    [InlineData("a", "b")]
    [InlineData("a", "a")]
    public async Task An_invalid_key_is_rejected(params string[] headers)
    {
        var call = Call.Post(Some.BuyJson);
        call.Request.Headers["Idempotency-Key"] = headers;
        var answer = await RejectionAsync(call);

        Assert.Equal(StatusCodes.Status400BadRequest, answer.Status);
        Assert.Contains("Idempotency-Key", answer.Detail, StringComparison.Ordinal);
    }

    private static async Task<BuyCall> ReadAsync(Call call)
    {
        var read = await BuyCall.ReadAsync(call.Request, CancellationToken.None);
        Assert.True(read.Succeeded, read.Succeeded ? null : (await Call.AnsweredByAsync(read.Problem)).Body);
        return read.Value;
    }

    private static async Task<Call> RejectionAsync(Call call)
    {
        var read = await BuyCall.ReadAsync(call.Request, CancellationToken.None);
        Assert.False(read.Succeeded);
        return await Call.AnsweredByAsync(read.Problem);
    }

    private static Call InPieces(byte[] body)
    {
        var call = Call.Post(body);
        call.Request.ContentLength = null;
        call.Request.Body = new Pieces(body);
        return call;
    }

    private sealed record BodyPipe(PipeReader Reader) : IRequestBodyPipeFeature;

    private sealed class Pieces(byte[] body) : MemoryStream(body)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
    }
}
