import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from search.text import plain


def write_words_anew(apps, schema_editor):
    """What is searched is now plain ASCII, its words two blanks apart."""
    Case = apps.get_model("forms", "Case")
    changed = []
    for case in Case.objects.only("pk", "subject", "applicant").iterator(2000):
        case.folded = plain(f"{case.subject} {case.applicant}")
        changed.append(case)
        if len(changed) == 2000:
            Case.objects.bulk_update(changed, ["folded"], batch_size=200)
            changed = []
    Case.objects.bulk_update(changed, ["folded"], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('forms', '0026_reopened_cases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='folded',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.RunPython(write_words_anew, migrations.RunPython.noop),
        migrations.AddField(
            model_name='case',
            name='found_by',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Concat(models.Value('#'), django.db.models.functions.text.Lower(django.db.models.functions.comparison.Coalesce('code', models.Value(''))), models.Value('  '), 'folded', models.Value('  '), 'phone', models.Value('  '), output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AlterField(
            model_name='event',
            name='act',
            field=models.CharField(choices=[('moved', 'Chuyển bước'), ('noted', 'Ghi chú'), ('assigned', 'Phân công'), ('read', 'Xem hồ sơ'), ('opened', 'Mở tệp'), ('withheld', 'Giữ lại tệp có mã độc'), ('answered', 'Người nộp bổ sung'), ('wrote', 'Trao đổi'), ('reminded', 'Nhắc hạn bổ sung'), ('extended', 'Gia hạn'), ('sorry', 'Xin lỗi vì trễ hẹn'), ('reckoned', 'Tính lại hạn theo lịch'), ('issued', 'Lập phiếu'), ('contact', 'Đổi liên hệ'), ('new_pin', 'Cấp mã PIN mới'), ('helper', 'Người giúp xem hồ sơ'), ('copied', 'Người nộp tải bản sao'), ('corrected', 'Sửa dữ liệu'), ('erased', 'Xóa dữ liệu'), ('rated', 'Người nộp đánh giá'), ('labelled', 'Gắn nhãn'), ('unlabelled', 'Gỡ nhãn'), ('scanned', 'Quét giấy tờ đã nhận'), ('inspected', 'Lập biên bản thẩm định thực tế'), ('scored', 'Chấm điểm'), ('told_apart', 'Xác định không trùng')], max_length=10),
        ),
        migrations.CreateModel(
            name='ToldApart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forms.case')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forms.case')),
            ],
            options={
                'verbose_name': 'cặp hồ sơ không trùng',
                'verbose_name_plural': 'cặp hồ sơ không trùng',
                'constraints': [models.UniqueConstraint(fields=('case', 'other'), name='told_apart_once'), models.CheckConstraint(condition=models.Q(('case__lt', models.F('other'))), name='told_apart_older_first')],
            },
        ),
    ]
